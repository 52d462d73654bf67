/* SPDX-License-Identifier: MIT */
/* The heap meter in a real process: what it counts is exactly what tests/doubles/heap_user.c did.
 */
#include "tests/suites.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/memory.h"
#include "candidate/binary.h"
#include "heap/page.h"
#include "probes/anonymous.h"
#include "probes/heap.h"

struct user {
    struct heap_meter meter;
    char folder[32];
    pid_t pid;
    int to, from;
};

static const char *beside(const char *name, struct arena *a)
{
    char folder[PATH_MAX] = "";
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    char *slash = n > 0 ? strrchr(folder, '/') : NULL;
    return arena_text(a, "%.*s/%s", (int)(slash ? slash - folder : 0), folder, name);
}

static const char *page_of(const struct user *u, struct arena *a)
{
    return arena_text(a, "%s/page", u->folder);
}

static void become_user(const struct user *u, const char *mode, const int *ends, struct arena *a)
{
    const char *program = beside("heap-user", a);
    const char *environment[] = {arena_text(a, "LD_PRELOAD=%s", beside("libassay-heap.so", a)),
                                 arena_text(a, HEAP_ENVIRONMENT "=%s", page_of(u, a)), NULL};
    const char *argv[] = {program, mode, NULL};
    dup2(ends[0], STDIN_FILENO);
    dup2(ends[3], STDOUT_FILENO);
    execve(program, (char *const *)argv, (char *const *)environment);
    _exit(127);
}

static bool says(struct user *u, char word)
{
    char octet = 0;
    return read(u->from, &octet, 1) == 1 && octet == word;
}

static bool user_start(struct user *u, const char *mode)
{
    int ends[4];
    struct failure why = {0};
    struct arena a;
    arena_init(&a);
    *u = (struct user){.folder = "/tmp/assay-heap-XXXXXX"};
    bool good = mkdtemp(u->folder) && heap_meter_open(&u->meter, page_of(u, &a), &why) &&
                pipe2(ends, O_CLOEXEC) == 0 && pipe2(ends + 2, O_CLOEXEC) == 0;
    if (good && (u->pid = fork()) == 0)
        become_user(u, mode, ends, &a);
    fd_close(&ends[0]);
    fd_close(&ends[3]);
    u->to = ends[1];
    u->from = ends[2];
    arena_release(&a);
    return good && says(u, 'r');
}

static void user_end(struct user *u)
{
    struct arena a;
    arena_init(&a);
    fd_close(&u->to);
    fd_close(&u->from);
    kill(u->pid, SIGKILL);
    waitpid(u->pid, NULL, 0);
    heap_meter_release(&u->meter);
    unlink(page_of(u, &a));
    rmdir(u->folder);
    arena_release(&a);
}

/* What the user took and kept while it did what `mode` says. */
static struct heap_count counted(const char *mode)
{
    struct user u;
    struct heap_count before = {0}, after = {0};
    CU_ASSERT_TRUE(user_start(&u, mode));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &before));
    CU_ASSERT_EQUAL(write(u.to, "g", 1), 1);
    CU_ASSERT_TRUE(says(&u, 'd'));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &after));
    user_end(&u);
    return (struct heap_count){.taken = after.taken - before.taken,
                               .taken_octets = after.taken_octets - before.taken_octets,
                               .live = after.live - before.live,
                               .live_octets = after.live_octets - before.live_octets};
}

static void test_every_way_is_counted(void)
{
    struct heap_count c = counted("each-way");
    CU_ASSERT_EQUAL(c.taken, 11);
    CU_ASSERT_EQUAL(c.live, 11);
    CU_ASSERT_TRUE(c.live_octets >= 10 + 21 + 10 + 21 + 11 + 128 + 100 + 100 + 4096 + 100 + 4);
    CU_ASSERT_EQUAL((int64_t)c.taken_octets, c.live_octets);
}

static void test_what_is_given_back_is_not_live(void)
{
    struct heap_count c = counted("gives-back");
    CU_ASSERT_EQUAL(c.taken, 20001);
    CU_ASSERT_EQUAL(c.live, 0);
    CU_ASSERT_EQUAL(c.live_octets, 0);
}

/* Threads also take what they need themselves, which stays for the next ones. */
static void test_no_thread_is_lost(void)
{
    struct heap_count c = counted("in-threads");
    CU_ASSERT_TRUE(c.live >= 80);
    CU_ASSERT_TRUE(c.live <= 80 + 2 * 40);
    CU_ASSERT_TRUE(c.taken >= 800080);
    CU_ASSERT_TRUE(c.taken <= 800080 + 4 * 40);
}

static void test_a_child_counts_by_itself(void)
{
    struct user u;
    struct heap_count before = {0}, after = {0}, total = {0};
    CU_ASSERT_TRUE(user_start(&u, "in-a-child"));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &before));
    CU_ASSERT_EQUAL(write(u.to, "g", 1), 1);
    CU_ASSERT_TRUE(says(&u, 'd'));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &after));
    heap_meter_total(&u.meter, &total);
    CU_ASSERT_EQUAL(after.live, before.live);
    CU_ASSERT_EQUAL(total.taken, after.taken + 100);
    user_end(&u);
}

static void test_an_exec_begins_anew(void)
{
    struct user u;
    struct heap_count fresh = {0}, after = {0};
    CU_ASSERT_TRUE(user_start(&u, "becomes-another"));
    CU_ASSERT_EQUAL(write(u.to, "g", 1), 1);
    CU_ASSERT_TRUE(says(&u, 'r'));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &fresh));
    CU_ASSERT_EQUAL(write(u.to, "g", 1), 1);
    CU_ASSERT_TRUE(says(&u, 'd'));
    CU_ASSERT_TRUE(heap_meter_add(&u.meter, u.pid, &after));
    CU_ASSERT_EQUAL(after.live - fresh.live, 11);
    user_end(&u);
}

static void test_a_dropped_meter_is_noticed(void)
{
    struct user u;
    struct heap_count c = {0};
    CU_ASSERT_TRUE(user_start(&u, "drops-the-meter"));
    CU_ASSERT_EQUAL(write(u.to, "g", 1), 1);
    CU_ASSERT_TRUE(says(&u, 'r'));
    CU_ASSERT_FALSE(heap_meter_add(&u.meter, u.pid, &c));
    user_end(&u);
}

static void test_a_page_that_cannot_be_made(void)
{
    struct heap_meter m;
    struct failure why = {0};
    CU_ASSERT_FALSE(heap_meter_open(&m, "/no/such/folder/page", &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_HARNESS);
    CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, "/no/such/folder/page"));
    CU_ASSERT_FALSE(heap_meter_add(&m, getpid(), &(struct heap_count){0}));
    heap_meter_release(&m);
}

static void test_who_takes_a_library(void)
{
    struct arena a;
    arena_init(&a);
    CU_ASSERT_PTR_NULL(binary_refuses_library(beside("heap-user", &a)));
    const char *reason = binary_refuses_library(beside("misfit-static", &a));
    CU_ASSERT_TRUE(reason && strcmp(reason, "statically linked") == 0);
    arena_release(&a);
}

static void test_anonymous_memory(void)
{
    enum { SIZE = 8 * 1024 * 1024 };
    uint64_t before = 0, after = 0, nothing = 0;
    CU_ASSERT_TRUE(anonymous_add(getpid(), &before));
    char *block = memory_get(SIZE);
    memset(block, 1, SIZE);
    CU_ASSERT_TRUE(anonymous_add(getpid(), &after));
    CU_ASSERT_TRUE(block[SIZE / 2] == 1 && after >= before + SIZE / 2);
    memory_drop(block);
    CU_ASSERT_FALSE(anonymous_add(-1, &nothing));
    CU_ASSERT_EQUAL(nothing, 0);
}

CU_TestInfo heap_tests[] = {
    {"every way to ask for memory is counted", test_every_way_is_counted},
    {"what is given back is not live", test_what_is_given_back_is_not_live},
    {"more threads than cells", test_no_thread_is_lost},
    {"a child counts by itself", test_a_child_counts_by_itself},
    {"an exec begins anew", test_an_exec_begins_anew},
    {"an exec that drops the meter is noticed", test_a_dropped_meter_is_noticed},
    {"a page that cannot be made", test_a_page_that_cannot_be_made},
    {"who takes a library", test_who_takes_a_library},
    {"anonymous memory", test_anonymous_memory},
    CU_TEST_INFO_NULL,
};
