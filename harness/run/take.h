/* SPDX-License-Identifier: MIT */
/* One scenario played once against one fresh candidate process: the unit that is repeated, compared
 * and confirmed.
 */
#ifndef ASSAY_RUN_TAKE_H
#define ASSAY_RUN_TAKE_H

#include "run/cost.h"
#include "run/memcheck.h"
#include "run/run.h"

struct locate;

struct take {
    /* Given; borrowed. */
    const struct run_plan *plan;
    const struct run_subject *subject; /* whom to judge: the plan's, or the control */
    const struct scenario *scenario;
    enum mode mode;
    unsigned ahead;        /* so often every step that can be is played in silence first */
    struct locate *locate; /* leaks are to be named, see run/locate.h; or NULL */
    struct client *client;
    struct arena *arena;
    int64_t deadline; /* of the run */
    struct scenario_result *result;
    const bool *case_wanted;               /* as in struct player */
    struct scenario_result **case_results; /* as in struct player */
    /* Left behind. */
    struct memcheck_findings findings; /* of memcheck, helgrind or drd */
    struct cost cost;                  /* by callgrind */
    bool started;                      /* the candidate became ready */
    const char *broken;                /* why the harness could not go on, or NULL */
    bool unusable;                     /* because the system cannot run the program */
};

/* Plays it; nothing of it is left running or on disk. */
void take_play(struct take *t) __attribute__((nonnull));

#endif
