/* SPDX-License-Identifier: MIT */
/* Seeded fault: two threads count without a lock.
 *
 * scenario: starts
 * check: helgrind sees no race
 * also: starts, drd: drd sees no race
 * mode: helgrind
 * options: --strict
 * wrap: status_get
 */
#include <pthread.h>
#include <time.h>

#include "handlers/site.h"

static unsigned long count;

static void *count_for_ever(void *nothing)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    for (;; nanosleep(&pause, NULL))
        count++;
    return nothing;
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, count_for_ever, NULL) == 0)
        pthread_detach(thread);
}

enum handled __real_status_get(struct exchange *x);
enum handled __wrap_status_get(struct exchange *x);

enum handled __wrap_status_get(struct exchange *x)
{
    count++;
    return __real_status_get(x);
}
