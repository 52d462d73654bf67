/* SPDX-License-Identifier: MIT */
/* Inputs on connections of their own, some of them at once: all octets, then the end of what we
 * send, then whatever comes until the server closes or is silent.
 *
 * Half-closed at once, because then a server that has nothing more to say closes, and nobody waits.
 */
#ifndef ASSAY_HUNT_SHOTS_H
#define ASSAY_HUNT_SHOTS_H

#include "hunt/look.h"
#include "wire/endpoint.h"

enum { SHOTS_AT_ONCE_MAX = 64 };

struct shots_order {
    const struct endpoint *to;
    int64_t silence;  /* ns after the last octet, until a connection that stays open is given up */
    unsigned at_once; /* 1 to SHOTS_AT_ONCE_MAX */
};

/* looks[i] becomes what came of inputs[i]. Ends early on an interrupt: what was not fired then is
 * LOOK_REFUSED. */
void shots_fire(const struct shots_order *order, const struct span *inputs, size_t count,
                struct look *looks) __attribute__((nonnull));

#endif
