/* SPDX-License-Identifier: MIT */
/* run.json (schema assay-run/1) and the lines of events.jsonl. Pure: writes to the FILE it is
 * given.
 */
#ifndef ASSAY_REPORT_RUNFILE_H
#define ASSAY_REPORT_RUNFILE_H

#include <stdio.h>

#include "report/result.h"

/* The whole run as one JSON object. */
void runfile_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

/* One line each: the run begins, a scenario begins, a scenario ended. */
void runfile_event_run(FILE *out, const struct run_result *r) __attribute__((nonnull));
void runfile_event_begun(FILE *out, const struct scenario_result *s) __attribute__((nonnull));
void runfile_event_ended(FILE *out, const struct scenario_result *s) __attribute__((nonnull));

#endif
