/* SPDX-License-Identifier: MIT */
/* The figures of a run that is over, from its run.json. */
#ifndef ASSAY_COMMANDS_PAST_RUN_H
#define ASSAY_COMMANDS_PAST_RUN_H

#include "base/failure.h"
#include "base/memory.h"
#include "oracle/change.h"

struct past_row {
    const char *scenario, *mode, *metric; /* ids; `time` is how long the scenario took */
    struct figures figures;               /* one for each repetition, the first of them */
};

struct past_run {
    struct arena arena;
    const char *candidate, *digest, *system; /* as run.json names them; digest may be "" */
    const char *verdict;                     /* of run_verdict_name; "error" for any other word */
    double cores;
    struct past_row *rows; /* in the order of the file */
    size_t count, room;
};

/* `path` is a run.json or the folder of one. Scenarios that were skipped or are errors have no
 * figures. False with FAILURE_USAGE. past_run_release ends it either way. */
bool past_run_read(struct past_run *run, const char *path, struct failure *why)
    __attribute__((nonnull, warn_unused_result));
void past_run_release(struct past_run *run) __attribute__((nonnull));

/* The row of the same scenario, mode and metric, or NULL. */
struct past_row *past_run_find(const struct past_run *run, const struct past_row *like)
    __attribute__((nonnull, warn_unused_result));

#endif
