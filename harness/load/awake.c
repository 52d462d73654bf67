/* SPDX-License-Identifier: MIT */
/* One pinned thread per processor. Knows nothing of the load. */
#include "load/awake.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

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

static void *spin(void *context)
{
    struct awake *awake = context;
    const struct sched_param none = {.sched_priority = 0};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0)
        return NULL;
    while (!atomic_load_explicit(&awake->over, memory_order_relaxed))
        continue;
    return NULL;
}

static bool start_on(struct awake *awake, size_t processor)
{
    cpu_set_t one;
    pthread_t *thread = &awake->threads[awake->count];
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    if (pthread_create(thread, NULL, spin, awake) != 0)
        return false;
    awake->count++;
    return pthread_setaffinity_np(*thread, sizeof one, &one) == 0;
}

void awake_start(struct awake *awake)
{
    cpu_set_t allowed;
    awake->count = 0;
    atomic_init(&awake->over, false);
    if (has_quota() || sched_getaffinity(0, sizeof allowed, &allowed) != 0 ||
        CPU_COUNT(&allowed) > AWAKE_PROCESSORS_MAX)
        return;
    for (size_t i = 0; i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &allowed) && !start_on(awake, i))
            return;
    }
}

void awake_stop(struct awake *awake)
{
    atomic_store_explicit(&awake->over, true, memory_order_relaxed);
    for (int i = 0; i < awake->count; i++)
        pthread_join(awake->threads[i], NULL);
}
