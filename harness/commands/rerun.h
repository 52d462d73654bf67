/* SPDX-License-Identifier: MIT */
/* What did not pass in the last run, from its run.json. */
#ifndef ASSAY_COMMANDS_RERUN_H
#define ASSAY_COMMANDS_RERUN_H

#include "run/run.h"

struct rerun {
    const struct run_pick *picks; /* failed, inconclusive and errors, in the order of the file */
    size_t count;
    const char *const *files; /* their scenario files, each once */
    size_t file_count;
    bool modes[MODE_COUNT]; /* of the picks */
};

/* Reads FOLDER/run.json; texts live in `a`. False with FAILURE_USAGE. */
bool rerun_read(struct rerun *r, const char *folder, struct arena *a, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
