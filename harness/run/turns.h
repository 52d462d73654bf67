/* SPDX-License-Identifier: MIT */
/* Turns: each scenario in each of its modes, played in a process of its own, several side by side
 * if that is wished. What breaks that process breaks one turn.
 *
 * Turns and all that a play writes live in memory that the processes share, so a result needs no
 * file or pipe to come back.
 */
#ifndef ASSAY_RUN_TURNS_H
#define ASSAY_RUN_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/memory.h"
#include "run/run.h"
#include "scenario/scenario.h"

/* One scenario in one mode, or the raw cases of one file. */
struct turn {
    const struct scenario *scenario;
    enum mode mode;
    struct scenario_result *result; /* of the scenario; for a file of cases, of its audits */
    const bool *wanted;             /* by case */
    struct scenario_result **cases; /* NULL where a case is not wanted */
    size_t row;                     /* turns of one scenario in all modes share it */
    /* What the play leaves behind. */
    const char *broken; /* why the harness could not go on, or NULL */
    bool unusable;      /* because the system cannot run the program */
    bool hopeless;      /* no other scenario needs to be tried */
    /* What became of it. */
    bool skipped; /* it was not to be played at all */
    bool ended;
};

struct turn_host {
    /* In this process. False: it is not to be played. */
    bool (*begin)(void *context, struct turn *t);
    /* In the process of its own, which ends when this returns; results go into `arena`. */
    void (*play)(void *context, struct turn *t, struct arena *arena);
    /* In this process, after it was played or begin said no. `death`: what ended the other process,
     * or NULL if it played to the end. */
    void (*end)(void *context, struct turn *t, const char *death);
    /* In this process, every `heartbeat` ns while it is played; ns since it began. */
    void (*alive)(void *context, const struct turn *t, int64_t since);
    int64_t heartbeat;
    void *context;
};

/* Plays all of them, up to `at_once` side by side; never two that load the server, and one whose
 * speed is judged alone. The arenas stay the caller's: `at_once` of them, from arena_share. */
void turns_play(struct turn *turns, size_t count, struct arena *arenas, unsigned at_once,
                const struct turn_host *host) __attribute__((nonnull));

#endif
