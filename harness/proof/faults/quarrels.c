/* SPDX-License-Identifier: MIT */
/* Seeded fault: two threads want the same processor and hand it to and fro.
 *
 * scenario: usage-words
 * check: involuntary context switches < 2000
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static void *spin(void *stop)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    (void)pthread_setaffinity_np(pthread_self(), sizeof one, &one);
    while (!atomic_load_explicit((atomic_bool *)stop, memory_order_relaxed))
        (void)sched_yield();
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    static atomic_bool stop;
    pthread_t thread;
    for (int i = 0; i < 2; i++)
        (void)pthread_create(&thread, NULL, spin, &stop);
}
