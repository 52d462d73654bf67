/* SPDX-License-Identifier: MIT */
/*
 * Two ways to take time. GET /api/slow?ms=N waits and holds up nobody: it asks to be called again.
 * GET /api/work?us=N computes, and so holds up whoever shares its thread: that is what it is for.
 */
#include "handlers/handlers.h"

#include <time.h>

enum { SLOW_MAX_MS = 60000, WORK_MAX_US = 1000000 };

enum handled slow_get(struct exchange *x, struct span part)
{
    uint64_t ms = 0;
    (void)part;
    if (!query_number(x, "ms", &ms) || ms > SLOW_MAX_MS)
        return refuse(x, 400, "ms is a number from 0 to 60000");
    if (x->event == EXCHANGE_AGAIN || ms == 0)
        return answer_json(x, "{\"slept_ms\":%llu}\n", (unsigned long long)ms);
    x->wake = x->now.ms + ms;
    return HANDLED_LATER;
}

static uint64_t cpu_us(void)
{
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

enum handled work_get(struct exchange *x, struct span part)
{
    uint64_t us = 0;
    uint64_t sum = 0;
    (void)part;
    if (!query_number(x, "us", &us) || us > WORK_MAX_US)
        return refuse(x, 400, "us is a number from 0 to 1000000");
    for (uint64_t end = cpu_us() + us; cpu_us() < end;)
        sum = sum * 31 + us;
    return answer_json(x, "{\"worked_us\":%llu,\"sum\":%llu}\n", (unsigned long long)us,
                       (unsigned long long)sum);
}
