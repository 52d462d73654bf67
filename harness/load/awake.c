/* SPDX-License-Identifier: MIT */
/* One pinned thread per processor, which gives way while the processor is awake without it. Knows
 * nothing of the load. */
#include "load/awake.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define LOOK_EVERY (5 * CLOCK_MS)
#define REST       (100 * CLOCK_MS)

/* "max 100000" where there is no quota; the file is absent in the root group and with cgroup v1. */
static bool has_quota(void)
{
    char text[4] = "";
    int fd = open("/sys/fs/cgroup/cpu.max", O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 && strcmp(text, "max") != 0;
}

static bool goes_on(const struct awake_thread *t)
{
    return !atomic_load_explicit(t->over, memory_order_relaxed);
}

/* Spins until others were served here for a quarter of the time. */
static void spin_alone(const struct awake_thread *t)
{
    bool alone = true;
    while (alone && goes_on(t)) {
        int64_t began = clock_now(), cpu = clock_of_thread(), now = began;
        while (now < began + LOOK_EVERY && goes_on(t))
            now = clock_now();
        alone = clock_of_thread() - cpu > (now - began) * 3 / 4;
    }
}

/* Ticks that this processor has had nothing to do (proc(5), /proc/stat); 0 if unknown. */
static unsigned long long idle_ticks(int processor)
{
    char line[256];
    int found = -1;
    unsigned long long idle = 0;
    FILE *f = fopen("/proc/stat", "re");
    while (f && found != processor && fgets(line, sizeof line, f)) {
        if (sscanf(line, "cpu%d %*u %*u %*u %llu", &found, &idle) != 2)
            found = -1;
    }
    if (f)
        fclose(f);
    return found == processor ? idle : 0;
}

/* Sleeps until this processor had nothing to do for half the time. */
static void rest(const struct awake_thread *t)
{
    const unsigned long long half = (unsigned long long)(REST / 2 * sysconf(_SC_CLK_TCK) / CLOCK_S);
    unsigned long long before = 0, now = idle_ticks(t->processor);
    do {
        before = now;
        clock_wait(clock_now() + REST);
        now = idle_ticks(t->processor);
    } while (goes_on(t) && now - before < half);
}

static void *keep_awake(void *context)
{
    const struct awake_thread *t = context;
    const struct sched_param none = {.sched_priority = 0};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0)
        return NULL;
    while (goes_on(t)) {
        spin_alone(t);
        if (goes_on(t))
            rest(t);
    }
    return NULL;
}

static bool start_on(struct awake *awake, int processor)
{
    cpu_set_t one;
    struct awake_thread *t = &awake->threads[awake->count];
    CPU_ZERO(&one);
    CPU_SET((size_t)processor, &one);
    *t = (struct awake_thread){.processor = processor, .over = &awake->over};
    if (pthread_create(&t->thread, NULL, keep_awake, t) != 0)
        return false;
    awake->count++;
    return pthread_setaffinity_np(t->thread, sizeof one, &one) == 0;
}

void awake_start(struct awake *awake)
{
    cpu_set_t allowed;
    awake->count = 0;
    atomic_init(&awake->over, false);
    if (has_quota() || sched_getaffinity(0, sizeof allowed, &allowed) != 0 ||
        CPU_COUNT(&allowed) > AWAKE_PROCESSORS_MAX)
        return;
    for (int i = 0; i < CPU_SETSIZE; i++) {
        if (CPU_ISSET((size_t)i, &allowed) && !start_on(awake, i))
            return;
    }
}

void awake_stop(struct awake *awake)
{
    atomic_store_explicit(&awake->over, true, memory_order_relaxed);
    for (int i = 0; i < awake->count; i++)
        pthread_join(awake->threads[i].thread, NULL);
}
