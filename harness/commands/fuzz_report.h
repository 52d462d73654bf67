/* SPDX-License-Identifier: MIT */
/* The folder of a fuzzing run: fuzz.json, fuzz.md, fuzz.html and a scenario file for each finding;
 * and what a person sees meanwhile and at the end. */
#ifndef ASSAY_COMMANDS_FUZZ_REPORT_H
#define ASSAY_COMMANDS_FUZZ_REPORT_H

#include "base/failure.h"
#include "commands/fuzz_files.h"

/* Makes the folder and removes what an earlier run left in it. FAILURE_USAGE if nothing can be
 * written there. */
bool fuzz_report_open(const char *folder, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* Writes all of it. */
bool fuzz_report_write(const struct fuzz_model *m, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* How far it is, on one line. */
void fuzz_report_progress(FILE *out, const struct hunt_result *r, const char *end)
    __attribute__((nonnull));

/* The summary on a terminal. */
void fuzz_report_print(FILE *out, const struct fuzz_model *m) __attribute__((nonnull));

/* Findings that are failures of the server, not only mentioned. */
size_t fuzz_report_failures(const struct hunt_result *r)
    __attribute__((nonnull, warn_unused_result));

#endif
