/* SPDX-License-Identifier: MIT */
/* After memcheck's verdict: which step loses what was lost, and who opened what stays open.
 */
#ifndef ASSAY_RUN_EXPLAIN_H
#define ASSAY_RUN_EXPLAIN_H

#include "run/take.h"

/* If a leak of memory or of descriptors failed the take, plays it once more (run/locate.h), two
 * minutes at the most, and adds what was learnt to the evidence. No verdict changes. */
void explain(const struct take *t) __attribute__((nonnull));

#endif
