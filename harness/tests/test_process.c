/* SPDX-License-Identifier: MIT */
/* candidate/launch, output and tree against real processes: how they start, speak and end.
 */
#include "tests/suites.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "candidate/launch.h"
#include "candidate/tree.h"

static bool shell(struct candidate *c, const char *script)
{
    struct failure why = {0};
    const char *const argv[] = {"sh", "-c", script, NULL};
    const char *const environment[] = {"ASSAY_TEST=seen", NULL};
    const struct launch order = {
        .program = "/bin/sh", .argv = argv, .environment = environment, .folder = "/"};
    return candidate_start(c, &order, &why);
}

/* Whatever of ours still runs. */
static size_t living(void)
{
    struct tree *t = memory_get(sizeof *t);
    tree_read(t);
    size_t count = t->count;
    memory_drop(t);
    return count;
}

static int64_t soon(void)
{
    return clock_now() + 5 * CLOCK_S;
}

static void test_exit_status_and_words(void)
{
    struct candidate c;
    struct arena a;
    arena_init(&a);
    CU_ASSERT_TRUE(shell(&c, "pwd; echo $ASSAY_TEST; echo bad >&2; exit 3"));
    CU_ASSERT_TRUE(candidate_wait(&c, soon()));
    CU_ASSERT_EQUAL(c.exit_code, 3);
    CU_ASSERT_STRING_EQUAL(output_tail(c.output, OUTPUT_STDOUT, 5, &a), "/\nseen");
    CU_ASSERT_STRING_EQUAL(output_tail(c.output, OUTPUT_STDOUT, 1, &a), "seen");
    CU_ASSERT_STRING_EQUAL(output_tail(c.output, OUTPUT_STDERR, 1, &a), "bad");
    CU_ASSERT_EQUAL(living(), 0);
    candidate_release(&c);
    arena_release(&a);
}

static void test_death_by_signal(void)
{
    struct candidate c;
    CU_ASSERT_TRUE(shell(&c, "exec sleep 30"));
    CU_ASSERT_FALSE(candidate_wait(&c, clock_now() + 20 * CLOCK_MS));
    candidate_signal(&c, SIGTERM);
    CU_ASSERT_TRUE(candidate_wait(&c, soon()));
    CU_ASSERT_EQUAL(c.exit_code, 128 + SIGTERM);
    candidate_signal(&c, SIGTERM); /* to nobody: no error */
    CU_ASSERT_EQUAL(living(), 0);
    candidate_release(&c);
}

static void test_stubborn_tree_is_killed(void)
{
    struct candidate c;
    struct tree *t = memory_get(sizeof *t);
    tree_adopt_orphans();
    CU_ASSERT_TRUE(shell(&c, "trap '' TERM; (setsid sleep 30 &) ; sleep 30 & wait; sleep 30"));
    int64_t deadline = soon();
    do {
        tree_read(t);
    } while (t->count < 3 && clock_now() < deadline);
    CU_ASSERT(t->count >= 3);
    candidate_signal(&c, SIGTERM);
    CU_ASSERT_FALSE(candidate_wait(&c, clock_now() + 50 * CLOCK_MS));
    candidate_release(&c);
    CU_ASSERT_EQUAL(living(), 0);
    memory_drop(t);
}

static void test_flood_does_not_stop_it(void)
{
    struct candidate c;
    struct arena a;
    arena_init(&a);
    CU_ASSERT_TRUE(shell(&c, "head -c 20000000 /dev/zero | tr '\\0' x; echo; echo last"));
    CU_ASSERT_TRUE(candidate_wait(&c, clock_now() + 20 * CLOCK_S));
    CU_ASSERT_STRING_EQUAL(output_tail(c.output, OUTPUT_STDOUT, 1, &a), "last");
    CU_ASSERT(strlen(output_tail(c.output, OUTPUT_STDOUT, 9, &a)) <= (size_t)2 * OUTPUT_TAIL);
    CU_ASSERT_EQUAL(living(), 0);
    candidate_release(&c);
    arena_release(&a);
}

/* Who talks a lot does not talk it away. */
static void test_report_of_a_sanitizer(void)
{
    struct candidate c;
    struct arena a;
    arena_init(&a);
    CU_ASSERT_TRUE(shell(&c, "echo first >&2; echo 'x.c:3:5: runtime error: y' >&2;"
                             "seq 1 5000 >&2; echo '==1==ERROR: AddressSanitizer: z' >&2"));
    CU_ASSERT_TRUE(candidate_wait(&c, soon()));
    const char *words = output_sanitizer(c.output, &a);
    CU_ASSERT_TRUE(words && strncmp(words, "x.c:3:5: runtime error: y\n1\n", 28) == 0);
    candidate_release(&c);
    CU_ASSERT_TRUE(shell(&c, "echo sanitizer >&2"));
    CU_ASSERT_TRUE(candidate_wait(&c, soon()));
    CU_ASSERT_PTR_NULL(output_sanitizer(c.output, &a));
    candidate_release(&c);
    CU_ASSERT_PTR_NULL(output_sanitizer(NULL, &a));
    arena_release(&a);
}

static void test_programs_that_cannot_run(void)
{
    static const struct {
        const char *name, *says;
    } rows[] = {{"/no/such/file", "No such file"},
                {"/etc", "not a file"},
                {"/etc/passwd", "not executable"},
                {"no-such-command-anywhere", "not found in PATH"}};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct failure why = {0};
        CU_ASSERT_PTR_NULL(candidate_find_program(rows[i].name, &a, &why));
        CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, rows[i].says));
    }
    struct failure why = {0};
    CU_ASSERT_PTR_NOT_NULL(candidate_find_program("sh", &a, &why));
    arena_release(&a);
}

/* Who waits for all takes a helper's end, too. */
static void test_reaped_by_others(void)
{
    struct candidate c;
    struct failure why = {.code = FAILURE_NONE};
    const char *const argv[] = {"sh", "-c", "exit 3", NULL};
    const struct launch order = {.program = "/bin/sh", .argv = argv, .folder = "/", .beside = true};
    int64_t begun = clock_now();
    CU_ASSERT_TRUE(candidate_start(&c, &order, &why));
    pid_t pid = c.pid;
    for (int i = 0; i < 1000 && kill(pid, 0) == 0; i++) {
        clock_wait(clock_now() + CLOCK_MS);
        tree_reap(0);
    }
    CU_ASSERT_TRUE(candidate_wait(&c, clock_now() + 5 * CLOCK_S));
    CU_ASSERT_TRUE(clock_now() - begun < 4 * CLOCK_S);
    candidate_kill(&c);
}

/* Half of a tree is watched as if others had started it. */
static void test_a_process_of_others_is_watched_alone(void)
{
    struct candidate all, foreign;
    struct tree *t = memory_get(sizeof *t);
    CU_ASSERT_TRUE(shell(&all, "sleep 30 & sleep 30"));
    int64_t deadline = soon();
    do {
        candidate_tree(&all, t);
    } while (t->count < 3 && clock_now() < deadline);
    candidate_watch(&foreign, all.pid, tree_started(all.pid));
    candidate_tree(&foreign, t);
    CU_ASSERT_EQUAL(t->count, 3);
    CU_ASSERT_TRUE(tree_holds(t, all.pid));
    candidate_signal(&foreign, SIGKILL);
    candidate_release(&foreign);
    candidate_tree(&all, t);
    CU_ASSERT_EQUAL(t->count, 3);
    candidate_watch(&foreign, all.pid, tree_started(all.pid));
    candidate_signal(&all, SIGKILL);
    CU_ASSERT_TRUE(candidate_wait(&foreign, soon()));
    candidate_tree(&foreign, t);
    CU_ASSERT_EQUAL(t->count, 0);
    candidate_release(&foreign);
    CU_ASSERT_EQUAL(living(), 2); /* its orphans */
    candidate_release(&all);
    CU_ASSERT_EQUAL(living(), 0);
    memory_drop(t);
}

static void test_a_process_that_nobody_named(void)
{
    struct candidate c;
    struct tree *t = memory_get(sizeof *t);
    candidate_watch(&c, 0, 0);
    CU_ASSERT_FALSE(candidate_is_known(&c));
    candidate_tree(&c, t);
    CU_ASSERT_EQUAL(t->count, 0);
    CU_ASSERT_EQUAL(candidate_zombies(&c), 0);
    CU_ASSERT_FALSE(candidate_wait(&c, 0));
    CU_ASSERT_EQUAL(living(), 0);
    candidate_release(&c);
    memory_drop(t);
}

CU_TestInfo process_tests[] = {
    {"exit status and words", test_exit_status_and_words},
    {"death by signal", test_death_by_signal},
    {"a stubborn tree is killed", test_stubborn_tree_is_killed},
    {"a flood does not stop it", test_flood_does_not_stop_it},
    {"report of a sanitizer", test_report_of_a_sanitizer},
    {"programs that cannot run", test_programs_that_cannot_run},
    {"reaped by others", test_reaped_by_others},
    {"a process of others is watched alone", test_a_process_of_others_is_watched_alone},
    {"a process that nobody named", test_a_process_that_nobody_named},
    CU_TEST_INFO_NULL,
};
