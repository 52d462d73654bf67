/* SPDX-License-Identifier: MIT */
/* The threads that keep processors awake: there while they should be, interruptible, gone after. */
#include "load/awake.h"
#include "tests/suites.h"

#include <dirent.h>
#include <sched.h>
#include <time.h>

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

CU_TestInfo awake_tests[] = {
    {"threads come and go", test_threads_come_and_go},
    CU_TEST_INFO_NULL,
};
