/* SPDX-License-Identifier: MIT */
/* The same inputs to another server, and where the two make different things of them. No verdict:
 * both may be right. One server runs after the other, since a process tree is one candidate's.
 */
#ifndef ASSAY_HUNT_DIFFER_H
#define ASSAY_HUNT_DIFFER_H

#include "hunt/verdicts.h"

enum { DIFFER_OCTETS_MAX = 1 << 27 }; /* of the inputs that are remembered */

/* What was played so far, and what came of it. */
struct differ {
    struct hunt_result *result;
    struct arena *arena;
    struct played {
        struct span input;
        unsigned class;
    } * played;
    size_t count, capacity, octets;
};

/* Remembers the batch. */
void differ_note(struct differ *d, const struct batch *b) __attribute__((nonnull));

/* Starts the other server, plays what is remembered until the deadline, and asks both again about
 * each new difference. A server that does not start is said in result->gave_up. */
void differ_play(struct differ *d, const struct life_order *ours, const struct life_order *theirs,
                 int64_t deadline) __attribute__((nonnull));

#endif
