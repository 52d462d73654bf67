/* SPDX-License-Identifier: MIT */
/* A comparison in the shape of a run, so that every report can be written on it: a scenario in its
 * mode is one there, a figure is a check of it. A condition that was tripped is a failure, one that
 * could not be judged is inconclusive; a figure without a condition warns if it is worse.
 */
#ifndef ASSAY_COMMANDS_COMPARE_RUN_H
#define ASSAY_COMMANDS_COMPARE_RUN_H

#include "base/memory.h"
#include "commands/past_run.h"
#include "report/result.h"

struct compare_run {
    struct arena arena;
    struct run_result run; /* all in the arena, but for what the two runs lend it */
    const char *again;     /* the command that compares once more */
    size_t room;
};

/* One figure in words. */
struct compared {
    const struct past_row *row;
    double now;
    const char *old_text, *new_text; /* with units */
    const char *change;              /* "+12.0 %, -1.0 % .. +24.0 %: no change shown" */
    const char *gate;                /* the condition that decided, or NULL */
    enum verdict verdict;
};

void compare_run_begin(struct compare_run *c, const struct past_run *old,
                       const struct past_run *now, const char *again) __attribute__((nonnull));
void compare_run_add(struct compare_run *c, const struct compared *figure) __attribute__((nonnull));
/* What has no new figure and should have: inconclusive, for that reason. Borrows all but `reason`.
 */
void compare_run_doubt(struct compare_run *c, const char *scenario, const char *mode,
                       const char *figure, const char *reason) __attribute__((nonnull));
/* Sums up; then `run` may be reported. */
void compare_run_end(struct compare_run *c) __attribute__((nonnull));
void compare_run_release(struct compare_run *c) __attribute__((nonnull));

#endif
