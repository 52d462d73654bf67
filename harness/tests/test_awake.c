/* SPDX-License-Identifier: MIT */
/* The threads that keep processors awake: there while they should be, interruptible, gone after,
 * and never in the way of others. */
#include "load/awake.h"
#include "tests/suites.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static int threads(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/task");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static void test_threads_come_and_go(void)
{
    static struct awake awake;
    int before = threads();
    awake_start(&awake);
    CU_ASSERT_TRUE(awake.count >= 0 && awake.count <= AWAKE_PROCESSORS_MAX);
    CU_ASSERT_TRUE(threads() <= before + awake.count);
    CU_ASSERT_EQUAL(sched_getscheduler(0), SCHED_OTHER);
    awake_stop(&awake);
    const struct timespec moment = {.tv_nsec = 10000000};
    for (int i = 0; i < 100 && threads() > before; i++)
        nanosleep(&moment, NULL); /* a joined thread may show a moment longer */
    CU_ASSERT_EQUAL(threads(), before);
}

/* As busy as a processor can be, in a session of its own, which some kernels weigh as one; ends
 * with us, or after ten seconds. */
static pid_t start_busy(size_t processor)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    setsid();
    alarm(10);
    while (sched_setaffinity(0, sizeof one, &one) == 0)
        continue;
    _exit(0);
}

/* Where every processor is busy, next to nothing is used to keep it awake. */
static void test_gives_way(void)
{
    static struct awake awake;
    pid_t busy[AWAKE_PROCESSORS_MAX];
    int count = 0;
    awake_start(&awake);
    for (int i = 0; i < awake.count; i++)
        busy[count++] = start_busy((size_t)awake.threads[i].processor);
    clock_wait(clock_now() + 100 * CLOCK_MS);
    int64_t cpu = clock_of_process(), now = clock_now();
    clock_wait(now + 300 * CLOCK_MS);
    cpu = clock_of_process() - cpu;
    now = clock_now() - now;
    awake_stop(&awake);
    for (int i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(kill(busy[i], SIGKILL), 0);
        CU_ASSERT_EQUAL(waitpid(busy[i], NULL, 0), busy[i]);
    }
    CU_ASSERT_TRUE(cpu <= now * count / 20);
}

CU_TestInfo awake_tests[] = {
    {"threads come and go", test_threads_come_and_go},
    {"they give way to others", test_gives_way},
    CU_TEST_INFO_NULL,
};
