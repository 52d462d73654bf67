/* SPDX-License-Identifier: MIT */
/* CTRF, the Common Test Report Format in JSON (ctrf.io), for its actions and dashboards. Pure:
 * writes to the FILE it is given.
 *
 * A test for each scenario in each mode: `suite` is the mode, `rawStatus` our own verdict.
 * Inconclusive is "other", error is "failed", a warning "passed". A run that was not accepted is
 * never all green: if no test shows why, one more does.
 */
#ifndef ASSAY_REPORT_CTRF_H
#define ASSAY_REPORT_CTRF_H

#include <stdio.h>

#include "report/result.h"

/* The whole run as one JSON object, times in ms. */
void ctrf_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
