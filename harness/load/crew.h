/* SPDX-License-Identifier: MIT */
/* The threads that share a load: what they have in common, and how it is divided. Each drives
 * connections of its own and looks at nobody else's. Private to load/.
 */
#ifndef ASSAY_LOAD_CREW_H
#define ASSAY_LOAD_CREW_H

#include <pthread.h>
#include <stdatomic.h>

#include "load/engine.h"

/* What fell into one second of measuring. */
struct load_second_of_all {
    struct histogram latency;
    uint64_t errors;
};

struct load_crew {
    pthread_barrier_t all_open;
    pthread_mutex_t lock;               /* of verify, again and the seconds */
    atomic_bool ends;                   /* one of them cannot go on, so nobody does */
    _Atomic int64_t heard;              /* monotonic ns of the last good answer to any of them */
    struct load_second_of_all *seconds; /* LOAD_BLOCKS_MAX; who is later shares the last */
};

/* One thread of them. */
struct load_share {
    struct load_crew *crew;
    struct load_result *result;
    struct load_order order; /* its part: connections, requests, rate */
    int64_t offset;          /* ns from the beginning to its first planned request */
    unsigned number;         /* from 0; that one also keeps processors awake */
    bool ready;              /* false: the kernel or libcurl refused to begin */
};

/* engine.c: plays the share to its end; nobody is left waiting for it. */
void load_play_share(struct load_share *s) __attribute__((nonnull));

#endif
