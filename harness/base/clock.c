/* SPDX-License-Identifier: MIT */
/* CLOCK_MONOTONIC for every interval; CLOCK_REALTIME only to stamp a report. */
#include "base/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * CLOCK_S + t.tv_nsec;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_of_thread(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_of_process(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t clock_of_wall(const struct timespec *wall)
{
    struct timespec today;
    clock_gettime(CLOCK_REALTIME, &today);
    int64_t now = clock_now();
    int64_t ago = (today.tv_sec - wall->tv_sec) * CLOCK_S + (today.tv_nsec - wall->tv_nsec);
    return ago > 0 ? now - ago : now;
}

void clock_wait(int64_t until)
{
    struct timespec t = {.tv_sec = until / CLOCK_S, .tv_nsec = until % CLOCK_S};
    (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

void clock_stamp(char *out, size_t size)
{
    struct timespec t;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &parts);
    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

int clock_poll_ms(int64_t deadline)
{
    int64_t left = deadline - clock_now();
    if (left <= 0)
        return 0;
    int64_t ms = (left + CLOCK_MS - 1) / CLOCK_MS;
    return ms > 3600000 ? 3600000 : (int)ms;
}
