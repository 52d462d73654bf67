/* SPDX-License-Identifier: MIT */
/* A log-linear histogram of durations: fixed memory, bounded error, exact merging.
 *
 * 128 linear buckets for each power of two, so a value is known to within 1/128 (0.78 %) of itself;
 * below 128 ns it is exact. Covers all of uint64_t in 58 KiB. Pure.
 */
#ifndef ASSAY_LOAD_HISTOGRAM_H
#define ASSAY_LOAD_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum { HISTOGRAM_SUB = 128, HISTOGRAM_BUCKETS = 58 * HISTOGRAM_SUB };

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t total;    /* values recorded */
    uint64_t min, max; /* exact; 0 when nothing was recorded */
};

void histogram_clear(struct histogram *h) __attribute__((nonnull));
void histogram_record(struct histogram *h, uint64_t ns) __attribute__((nonnull));

/* Adds all of `other`; the order of merging does not matter. */
void histogram_merge(struct histogram *h, const struct histogram *other) __attribute__((nonnull));

/* One of its buckets that hold anything. */
struct histogram_bucket {
    unsigned next;        /* begins as 0 */
    uint64_t most, count; /* the upper edge, or the recorded maximum; the values in it */
};

/* Goes to the next bucket that holds anything, the smallest first; false if there is none. */
bool histogram_each(const struct histogram *h, struct histogram_bucket *b)
    __attribute__((nonnull, warn_unused_result));

/* The value of that rank (1-based, smallest first): the upper edge of its bucket, never beyond the
 * recorded maximum. 0 when empty. */
uint64_t histogram_rank(const struct histogram *h, uint64_t rank) __attribute__((nonnull));

/* The smallest value that a share of at least `p` (0 to 1) of all values do not exceed. */
uint64_t histogram_percentile(const struct histogram *h, double p) __attribute__((nonnull));

#endif
