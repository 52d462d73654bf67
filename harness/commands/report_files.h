/* SPDX-License-Identifier: MIT */
/* The report folder: events.jsonl grows while the run goes on, run.json appears whole or not at
 * all.
 */
#ifndef ASSAY_COMMANDS_REPORT_FILES_H
#define ASSAY_COMMANDS_REPORT_FILES_H

#include "base/failure.h"
#include "report/result.h"

/* Makes a folder and those above it; false with errno. */
bool report_folder_make(const char *folder) __attribute__((nonnull, warn_unused_result));

struct report_files {
    const char *folder; /* borrowed */
    void *events;       /* FILE; NULL until opened */
};

/* Makes the folder, removes the reports of an earlier run (stale evidence misleads) and starts
 * events.jsonl. */
bool report_files_open(struct report_files *f, const char *folder, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

void report_files_run(struct report_files *f, const struct run_result *r) __attribute__((nonnull));
void report_files_begun(struct report_files *f, const struct scenario_result *s)
    __attribute__((nonnull));
void report_files_ended(struct report_files *f, const struct scenario_result *s)
    __attribute__((nonnull));

/* Writes run.json, junit.xml, report.md and latency.hgrm, each beside itself, synced and renamed;
 * appends report.md to the file that GITHUB_STEP_SUMMARY names, if it is set. */
bool report_files_finish(struct report_files *f, const struct run_result *r, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
