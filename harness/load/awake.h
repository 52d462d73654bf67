/* SPDX-License-Identifier: MIT */
/* Keeps the processors of this host from going to sleep while latency is measured.
 *
 * A virtual processor that has nothing to do is given back to the hypervisor, and comes back many
 * milliseconds later if the machine under it is busy: an offered 1000 requests/s then measures the
 * hypervisor (a p95 of 25 ms was seen, and 1 ms with this). So one thread per processor spins at
 * SCHED_IDLE, which every other runnable task of its group interrupts at once (sched(7)).
 *
 * Sessions may be groups (sched(7), autogroup), and whatever idles in one is weighed against the
 * others as if it worked: beside two busy processes such threads kept a server in a session of its
 * own waiting for 88 ms at a time. So a thread rests as long as its processor is awake anyway.
 */
#ifndef ASSAY_LOAD_AWAKE_H
#define ASSAY_LOAD_AWAKE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { AWAKE_PROCESSORS_MAX = 16 }; /* a host of more is shared with nobody, or too dear to heat */

struct awake_thread {
    pthread_t thread;
    int processor; /* that it is pinned to */
    const atomic_bool *over;
};

struct awake {
    struct awake_thread threads[AWAKE_PROCESSORS_MAX];
    int count; /* started */
    atomic_bool over;
};

/* Starts the threads. None on a host of more processors than AWAKE_PROCESSORS_MAX, none where a
 * quota of processor time (cgroup v2 cpu.max) would be used up by them, none that may not have the
 * policy. *awake must stay where it is until awake_stop. */
void awake_start(struct awake *awake) __attribute__((nonnull));

void awake_stop(struct awake *awake) __attribute__((nonnull));

#endif
