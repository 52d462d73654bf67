/* SPDX-License-Identifier: MIT */
/* A failure that rests on statistics alone, or on memory that may be a pool's, has to show itself
 * again before it counts. */
#ifndef ASSAY_RUN_CONFIRM_H
#define ASSAY_RUN_CONFIRM_H

#include "run/take.h"

/* If nothing failed and the host was unfit to judge the rest: plays up to two more fresh runs,
 * until one can be judged; the last one counts, and the metric `plays` says which it was.
 *
 * If all that failed in t->result is statistical: plays up to two more fresh runs, each after a run
 * of the control (the reference server) on the same host. Missed in two of three it stays a
 * failure; missed once it becomes a warning that says so; if the control did not pass each of its
 * runs, or the host was unfit to judge the others, it is inconclusive. The third is not made if the
 * first two settle all that failed; its control is.
 *
 * If a check failed that rests on resident memory, or on blocks that rounds did not lose evenly,
 * whatever else did: all of three fresh processes must agree, else it is inconclusive. What a
 * runtime or a pool keeps differs from process to process. */
void confirm(const struct take *t) __attribute__((nonnull));

#endif
