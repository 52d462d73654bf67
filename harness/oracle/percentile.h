/* SPDX-License-Identifier: MIT */
/* Is a percentile under its limit? Judged over one-second blocks, not over single requests:
 * requests of one run depend on each other, seconds much less. Pure.
 *
 * Distribution-free bounds for the median block by order statistics (the sign test turned round):
 * of n blocks the r-th smallest is an upper 95 % bound for r the smallest rank with P(Binomial(n,
 * 1/2) >= r) <= 5 %. Five blocks are the fewest that give a bound at all.
 */
#ifndef ASSAY_ORACLE_PERCENTILE_H
#define ASSAY_ORACLE_PERCENTILE_H

#include <stddef.h>
#include <stdint.h>

enum percentile_answer {
    PERCENTILE_UNDER = 0, /* the upper bound is below the limit */
    PERCENTILE_OVER,      /* the lower bound is above it */
    PERCENTILE_OPEN       /* more blocks are needed */
};

enum { PERCENTILE_BLOCKS_MIN = 5 };

/* `values` are sorted in place. *bound becomes the bound that decided: the upper one for UNDER, the
 * lower one for OVER; it stays as it is for OPEN. */
enum percentile_answer percentile_judge(uint64_t *values, size_t count, uint64_t limit,
                                        uint64_t *bound)
    __attribute__((nonnull, warn_unused_result));

#endif
