/* SPDX-License-Identifier: MIT */
/* A made-up run that has one of everything, and the files that reports on it must equal. With
 * GOLDEN=update in the environment (`make golden`) these are written anew: read the difference
 * before you keep it.
 */
#ifndef ASSAY_TESTS_GOLDEN_GOLDEN_H
#define ASSAY_TESTS_GOLDEN_GOLDEN_H

#include <stdio.h>

#include "report/result.h"

/* Every verdict in two modes, a scenario played twice, control octets, invalid UTF-8, "]]>",
 * backticks, pipes. What it points to is static and may be changed by no one. */
struct run_result golden_run(void);

/* What a report writes on a run. The caller frees it; *length without the NUL at the end. */
typedef void report_writer(FILE *out, const struct run_result *r);
char *golden_text(report_writer *write, const struct run_result *r, size_t *length)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Asserts that harness/tests/golden/NAME has this content. */
void golden_check(const char *name, const char *text, size_t length) __attribute__((nonnull));

#endif
