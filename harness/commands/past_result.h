/* SPDX-License-Identifier: MIT */
/* A run that is over, read back whole: every report says the same of it as of the run itself. */
#ifndef ASSAY_COMMANDS_PAST_RESULT_H
#define ASSAY_COMMANDS_PAST_RESULT_H

#include "base/failure.h"
#include "base/memory.h"
#include "report/result.h"

struct past_result {
    struct arena arena;
    struct run_result run; /* all in the arena; but for `unusable`, which no file keeps */
    const char *file;      /* that was read */
    const char *folder;    /* that it is in */
    bool cut_off;          /* from events.jsonl: there is no run.json */
};

/* `path` is a run.json, or the folder of one. A run that was killed left none, but an events.jsonl:
 * then what ended by then is in it, what had begun is an error "cut off", and the verdict is error
 * unless something had failed. False with FAILURE_USAGE, and a sentence that names file and place,
 * of what is truncated, of another schema, or of another type. past_result_release ends it either
 * way. */
bool past_result_read(struct past_result *p, const char *path, struct failure *why)
    __attribute__((nonnull, warn_unused_result));
void past_result_release(struct past_result *p) __attribute__((nonnull));

#endif
