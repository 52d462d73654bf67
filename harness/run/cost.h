/* SPDX-License-Identifier: MIT */
/* What a request costs in instructions, counted by callgrind: the same on a busy host.
 *
 * The difference between a run and a fresh run in which every step was played twice is what the
 * steps cost, without starting and ending.
 */
#ifndef ASSAY_RUN_COST_H
#define ASSAY_RUN_COST_H

#include "run/player.h"

struct cost {
    uint64_t instructions; /* of all processes from start to end */
    unsigned processes;    /* that left a profile */
    uint64_t requests;     /* that were sent meanwhile */
};

/* Reads every profile below the ground's folder into *c, whose `requests` stay as they are. */
void cost_collect(struct cost *c, const struct ground *ground, struct arena *a)
    __attribute__((nonnull));

/* Records the metric, or why there is none. */
void cost_record(struct player *p, const struct cost *once, const struct cost *twice)
    __attribute__((nonnull));

#endif
