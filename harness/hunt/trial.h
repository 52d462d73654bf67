/* SPDX-License-Identifier: MIT */
/* Whether inputs do again what was seen once: played one after the other, with a look at the server
 * behind each.
 */
#ifndef ASSAY_HUNT_TRIAL_H
#define ASSAY_HUNT_TRIAL_H

#include "base/clock.h"
#include "hunt/hunt.h"
#include "hunt/life.h"

#define TRIAL_PATIENCE (3 * CLOCK_S)

struct trial {
    struct life *life;
    enum hunt_kind kind;
    int64_t deadline; /* when nothing more is tried */
    int64_t patience; /* ns of silence that make a connection hung */
    unsigned starts;
};

/* The index of the input behind which it showed; `count`: it did not. */
size_t trial_play(struct trial *t, const struct span *inputs, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* The same on a fresh process. */
size_t trial_play_afresh(struct trial *t, const struct span *inputs, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* Whether this look, or the server now, shows it. */
bool trial_shows(struct trial *t, const struct look *look)
    __attribute__((nonnull, warn_unused_result));

/* True if there is no point in going on: time is up, somebody wants an end, or no server. */
bool trial_is_over(const struct trial *t) __attribute__((nonnull, warn_unused_result));

#endif
