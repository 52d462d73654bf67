/* SPDX-License-Identifier: MIT */
/* A page in GitHub's Markdown, for the step summary of a workflow or a comment. Pure: writes to the
 * FILE it is given.
 */
#ifndef ASSAY_REPORT_MARKDOWN_H
#define ASSAY_REPORT_MARKDOWN_H

#include <stdio.h>

#include "report/result.h"

/* GitHub drops a step summary above 1 MiB whole, so this leaves room for other writers. */
enum { MARKDOWN_MAX = 900 * 1024 };

/* The verdict, scenarios by modes, what did not pass, requirements, waivers: fewer than
 * MARKDOWN_MAX octets. What does not fit is left out, with a sentence in its place; what the
 * candidate said cannot become markup. */
void markdown_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
