/* SPDX-License-Identifier: MIT */
/* probes/fds and sockets on this very process: every kind is named, and growth is what was opened.
 */
#include "tests/suites.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "probes/backlog.h"
#include "probes/fds.h"
#include "probes/host.h"
#include "probes/sockets.h"
#include "probes/usage.h"

enum { OPENED_MAX = 16 };

static struct fd_process self(void)
{
    return (struct fd_process){.pid = getpid(), .name = "test"};
}

static int listener(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&any, sizeof any) == -1 || listen(fd, 1) == -1)
        fd_close(&fd);
    return fd;
}

static int client_of(int server)
{
    struct sockaddr_in at = {0};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (getsockname(server, (struct sockaddr *)&at, &size) == -1 ||
        connect(fd, (struct sockaddr *)&at, size) == -1)
        fd_close(&fd);
    return fd;
}

static int deleted_file(void)
{
    char path[] = "/tmp/assay-test-XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    return fd;
}

static size_t open_all(int *fds, enum fd_kind *kinds)
{
    sigset_t none;
    sigemptyset(&none);
    size_t n = 0;
    fds[n] = listener();
    kinds[n++] = FD_TCP_LISTEN;
    fds[n] = client_of(fds[0]);
    kinds[n++] = FD_TCP;
    fds[n] = socket(AF_UNIX, SOCK_STREAM, 0);
    kinds[n++] = FD_UNIX;
    fds[n] = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    kinds[n++] = FD_FILE;
    fds[n] = deleted_file();
    kinds[n++] = FD_DELETED;
    fds[n] = open("/etc", O_RDONLY | O_CLOEXEC);
    kinds[n++] = FD_DIRECTORY;
    fds[n] = epoll_create1(EPOLL_CLOEXEC);
    kinds[n++] = FD_EPOLL;
    fds[n] = eventfd(0, EFD_CLOEXEC);
    kinds[n++] = FD_EVENTFD;
    fds[n] = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    kinds[n++] = FD_TIMERFD;
    fds[n] = signalfd(-1, &none, SFD_CLOEXEC);
    kinds[n++] = FD_SIGNALFD;
    fds[n] = inotify_init1(IN_CLOEXEC);
    kinds[n++] = FD_INOTIFY;
    fds[n] = memfd_create("test", MFD_CLOEXEC);
    kinds[n++] = FD_MEMFD;
    fds[n] = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    kinds[n++] = FD_DEVICE;
    return n;
}

static bool has_row(const struct fd_row **rows, size_t count, int fd, enum fd_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i]->fd == fd)
            return rows[i]->kind == kind;
    }
    return false;
}

static void test_every_kind_is_found(void)
{
    int fds[OPENED_MAX];
    enum fd_kind kinds[OPENED_MAX];
    struct fd_process me = self();
    struct fd_ledger before, after;
    const struct fd_row *rows[256];
    fds_read(&before, &me, 1);
    size_t opened = open_all(fds, kinds);
    fds_read(&after, &me, 1);
    size_t grown = after.count <= 256 ? fds_grown(&before, &after, rows) : 0;
    CU_ASSERT_EQUAL(grown, opened);
    for (size_t i = 0; i < opened; i++) {
        CU_assertImplementation(has_row(rows, grown, fds[i], kinds[i]), __LINE__,
                                fds_kind_name(kinds[i]), __FILE__, "", CU_FALSE);
        fd_close(&fds[i]);
    }
    fds_release(&after);
    fds_read(&after, &me, 1);
    CU_ASSERT_EQUAL(fds_grown(&before, &after, NULL), 0);
    CU_ASSERT_TRUE(fds_same(&before, &after));
    fds_release(&before);
    fds_release(&after);
}

static void test_close_wait_is_named(void)
{
    struct fd_process me = self();
    struct fd_ledger l;
    struct arena a;
    int server = listener(), client = client_of(server);
    int accepted = accept(server, NULL, NULL);
    fd_close(&client);
    fds_read(&l, &me, 1);
    CU_ASSERT_EQUAL(fds_in_state(&l, TCP_STATE_CLOSE_WAIT), 1);
    arena_init(&a);
    bool named = false;
    for (size_t i = 0; i < l.count; i++)
        named |= l.rows[i].fd == accepted &&
                 strstr(fds_row_text(&l.rows[i], &a), "tcp connection 127.0.0.1:") &&
                 strstr(fds_row_text(&l.rows[i], &a), "CLOSE_WAIT");
    CU_ASSERT_TRUE(named);
    arena_release(&a);
    fds_release(&l);
    fd_close(&accepted);
    fd_close(&server);
}

static void test_same_file_again_is_no_growth(void)
{
    struct fd_process me = self();
    struct fd_ledger before, after;
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    fds_read(&before, &me, 1);
    int other = dup(fd);
    fd_close(&fd);
    fds_read(&after, &me, 1);
    CU_ASSERT_EQUAL(fds_grown(&before, &after, NULL), 0);
    CU_ASSERT_FALSE(fds_same(&before, &after));
    fds_release(&before);
    fds_release(&after);
    fd_close(&other);
}

/* Of several alike, the one that was not there before. */
static void test_the_newcomer_is_named(void)
{
    const struct fd_process who = self();
    struct fd_ledger before, after;
    const struct fd_row *rows[FD_KIND_COUNT];
    int first = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    int high = fcntl(first, F_DUPFD_CLOEXEC, 200);
    close(first);
    fds_read(&before, &who, 1);
    int low = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    fds_read(&after, &who, 1);
    CU_ASSERT_TRUE(low < high);
    CU_ASSERT_EQUAL_FATAL(fds_grown(&before, &after, rows), 1);
    CU_ASSERT_EQUAL(rows[0]->fd, low);
    close(low);
    close(high);
    fds_release(&before);
    fds_release(&after);
}

/* A file once is a stock, the same file twice is a leak, and so is anything that is no file. */
static void test_a_stock_of_files(void)
{
    static const char *const opened[] = {"/etc/passwd", "/etc/group", "/etc/passwd", "/dev/null"};
    static const bool stock[] = {true, true, false, false};
    const struct fd_process who = self();
    struct fd_ledger before, after;
    int fds[4];
    fds_read(&before, &who, 1);
    CU_ASSERT_FALSE(fds_grown_by_stock(&before, &before));
    for (size_t i = 0; i < 4; i++) {
        fds[i] = open(opened[i], O_RDONLY | O_CLOEXEC);
        fds_read(&after, &who, 1);
        CU_ASSERT_EQUAL(fds_grown_by_stock(&before, &after), stock[i]);
        fds_release(&after);
    }
    for (size_t i = 0; i < 4; i++)
        close(fds[i]);
    fds_release(&before);
}

static void test_accept_queue_limit(void)
{
    struct sockaddr_in at = {0};
    socklen_t size = sizeof at;
    unsigned limit = 0;
    int fd = listener();
    CU_ASSERT_EQUAL(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    CU_ASSERT_EQUAL(listen(fd, 7), 0);
    CU_ASSERT_TRUE(backlog_read(ntohs(at.sin_port), &limit));
    CU_ASSERT_EQUAL(limit, 7);
    fd_close(&fd);
    CU_ASSERT_FALSE(backlog_read(ntohs(at.sin_port), &limit));
}

static void test_a_process_that_is_gone(void)
{
    struct fd_process nobody = {.pid = 0x3fffffff, .name = "nobody"};
    struct fd_ledger l;
    fds_read(&l, &nobody, 1);
    CU_ASSERT_EQUAL(l.count, 0);
    CU_ASSERT_EQUAL(l.unreadable, 0);
    fds_release(&l);
}

static void test_the_host_works_when_we_do(void)
{
    struct host_time before = host_read(), after = before;
    for (int i = 0; i < 100000 && after.busy == before.busy; i++)
        after = host_read();
    CU_ASSERT_TRUE(before.busy > 0);
    CU_ASSERT_TRUE(after.busy > before.busy);
    CU_ASSERT_TRUE(after.stolen >= before.stolen);
}

static void *wait_for_an_octet(void *end)
{
    char octet;
    (void)!read(*(int *)end, &octet, 1);
    return NULL;
}

/* One that waits adds itself and, each time that it has to wait, a switch. */
static void test_threads_and_their_switches(void)
{
    int ends[2];
    pthread_t thread;
    struct usage before = {0}, with = {0}, after = {0};
    if (pipe2(ends, O_CLOEXEC) == -1)
        abort();
    usage_add(&before, getpid());
    CU_ASSERT_TRUE(before.threads >= 1);
    if (pthread_create(&thread, NULL, wait_for_an_octet, &ends[0]) != 0)
        abort();
    for (int i = 0; i < 1000 && with.voluntary <= before.voluntary; i++) {
        with = (struct usage){0};
        clock_wait(clock_now() + CLOCK_MS);
        usage_add(&with, getpid());
    }
    CU_ASSERT_EQUAL(with.threads, before.threads + 1);
    CU_ASSERT_TRUE(with.voluntary > before.voluntary);
    CU_ASSERT_TRUE(with.involuntary >= before.involuntary);
    fd_close(&ends[1]);
    pthread_join(thread, NULL);
    fd_close(&ends[0]);
    /* A thread that was joined is in the kernel's table for a moment more. */
    for (int i = 0; i < 1000 && after.threads != before.threads; i++) {
        after = (struct usage){0};
        clock_wait(clock_now() + CLOCK_MS);
        usage_add(&after, getpid());
    }
    CU_ASSERT_EQUAL(after.threads, before.threads);
}

static void *spin(void *over)
{
    while (!atomic_load((atomic_bool *)over))
        continue;
    return NULL;
}

/* Two that want one processor keep each other waiting. */
static void test_who_is_kept_waiting(void)
{
    atomic_bool over = false;
    cpu_set_t allowed, one;
    pthread_t threads[2];
    struct usage before = {0}, after = {0};
    if (sched_getaffinity(0, sizeof allowed, &allowed) == -1)
        abort();
    CPU_ZERO(&one);
    for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++) {
        if (CPU_ISSET(i, &allowed))
            CPU_SET(i, &one);
    }
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, spin, &over) != 0 ||
            pthread_setaffinity_np(threads[i], sizeof one, &one) != 0)
            abort();
    }
    usage_add(&before, getpid());
    for (int i = 0; i < 1000 && after.kept <= before.kept; i++) {
        after = (struct usage){0};
        clock_wait(clock_now() + CLOCK_MS);
        usage_add(&after, getpid());
    }
    CU_ASSERT_TRUE(after.kept > before.kept || access("/proc/self/schedstat", R_OK) == -1);
    atomic_store(&over, true);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static void test_usage_of_nobody(void)
{
    struct usage u = {0};
    usage_add(&u, 0x3fffffff);
    CU_ASSERT_TRUE(u.threads == 0 && u.voluntary == 0 && u.cpu == 0 && u.rss == 0);
}

static uint64_t descriptors_of(pid_t pid)
{
    struct usage u = {0};
    usage_add(&u, pid);
    return u.descriptors;
}

static void test_descriptors(void)
{
    uint64_t before = descriptors_of(getpid());
    int fd = dup(STDERR_FILENO);
    CU_ASSERT_TRUE(before >= 3);
    CU_ASSERT_EQUAL(descriptors_of(getpid()), before + 1);
    close(fd);
    CU_ASSERT_EQUAL(descriptors_of(getpid()), before);
    CU_ASSERT_EQUAL(descriptors_of(0x3fffffff), 0);
}

static void test_address_space(void)
{
    uint64_t before = usage_address_space(getpid());
    void *more = mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_TRUE(before > 0);
    CU_ASSERT_TRUE(usage_address_space(getpid()) >= before + (1 << 20));
    munmap(more, 1 << 20);
    CU_ASSERT_TRUE(usage_peak_address_space(getpid()) >= before + (1 << 20));
    CU_ASSERT_EQUAL(usage_peak_address_space(0x3fffffff), 0);
    CU_ASSERT_EQUAL(usage_address_space(0x3fffffff), 0);
}

static void test_descriptors_by_kind(void)
{
    struct usage_kinds before = {0}, now = {0};
    int ends[2], file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    usage_kinds_add(&before, getpid());
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    int socket_of_ours = socket(AF_INET, SOCK_STREAM, 0);
    usage_kinds_add(&now, getpid());
    CU_ASSERT_TRUE(before.files > 0);
    CU_ASSERT_EQUAL(now.files, before.files);
    CU_ASSERT_EQUAL(now.sockets, before.sockets + 1);
    CU_ASSERT_EQUAL(now.others, before.others + 2);
    close(file);
    close(ends[0]);
    close(ends[1]);
    close(socket_of_ours);
}

CU_TestInfo probes_tests[] = {
    {"every kind is found", test_every_kind_is_found},
    {"CLOSE_WAIT is named", test_close_wait_is_named},
    {"the same file again is no growth", test_same_file_again_is_no_growth},
    {"the newcomer is named", test_the_newcomer_is_named},
    {"a stock of files is no leak", test_a_stock_of_files},
    {"accept queue limit", test_accept_queue_limit},
    {"a process that is gone", test_a_process_that_is_gone},
    {"the host works when we do", test_the_host_works_when_we_do},
    {"threads and their switches", test_threads_and_their_switches},
    {"who is kept waiting", test_who_is_kept_waiting},
    {"usage of nobody", test_usage_of_nobody},
    {"how many descriptors a process has", test_descriptors},
    {"address space", test_address_space},
    {"descriptors by kind", test_descriptors_by_kind},
    CU_TEST_INFO_NULL,
};
