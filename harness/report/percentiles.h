/* SPDX-License-Identifier: MIT */
/* The histograms of all loads, in the percentile text form of HdrHistogram (value in ms,
 * percentile, count up to it, 1/(1-percentile)), which its plotters read. Pure: writes to the FILE
 * it is given.
 */
#ifndef ASSAY_REPORT_PERCENTILES_H
#define ASSAY_REPORT_PERCENTILES_H

#include <stdio.h>

#include "report/result.h"

/* A section for each load and kind of latency, with a comment line in front that names it. */
void percentiles_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
