/* SPDX-License-Identifier: MIT */
/* TAP version 14 (testanything.org), for prove, Meson and the like. Pure: writes to the FILE it is
 * given.
 *
 * A test point for each scenario in each mode, its checks as a subtest in front of it. Inconclusive
 * is "not ok" without a directive: with TODO it would read as a pass. A warning is "ok" with a
 * diagnosis. A run that was not accepted is never all green: if no point shows why, one more does.
 */
#ifndef ASSAY_REPORT_TAP_H
#define ASSAY_REPORT_TAP_H

#include <stdio.h>

#include "report/result.h"

/* The whole run, in UTF-8; after its points "Bail out!" if it was broken or cut off. What a
 * terminal or a reader could obey is written as \xNN; no text of a candidate begins a line. */
void tap_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
