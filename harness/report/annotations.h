/* SPDX-License-Identifier: MIT */
/* Workflow commands of GitHub Actions: findings beside the lines of the scenario files. Pure:
 * writes to the FILE it is given, which must be what the service reads.
 */
#ifndef ASSAY_REPORT_ANNOTATIONS_H
#define ASSAY_REPORT_ANNOTATIONS_H

#include <stdio.h>

#include "report/result.h"

enum { ANNOTATIONS_MAX = 10 }; /* of each level; the service shows no more of one step */

/* ::error for what failed or is an error, ::warning for what is inconclusive or warns; if there are
 * more than ANNOTATIONS_MAX of a level, the last one counts those that are left out. What a
 * candidate said cannot become a command. */
void annotations_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
