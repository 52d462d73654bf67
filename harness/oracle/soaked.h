/* SPDX-License-Identifier: MIT */
/* A soak that really lasted: what memory grew by, over one run or several that went on from each
 * other. Pure.
 *
 * Each segment had a process of its own, so each is measured from the end of its own warm-up, a
 * tenth of it, to its end. The sum of what they grew by must be within the budget; and if the heap
 * meter saw a segment keep more blocks in each of six equal parts, that is a leak however small.
 */
#ifndef ASSAY_ORACLE_SOAKED_H
#define ASSAY_ORACLE_SOAKED_H

#include "oracle/soak.h"

struct soaked_reading {
    unsigned segment;
    unsigned errors; /* requests that went wrong, over all segments */
    int64_t elapsed; /* ns of soaking so far, over all segments */
    struct soak_reading at;
};

struct soaked {
    enum soak_answer answer; /* OPEN: too little was read */
    enum growth_tier tier;
    int64_t octets; /* grown by, over all segments */
    unsigned segments;
    bool keeps_growing; /* the reason to fail, if not the budget */
};

struct soaked soaked_judge(double budget, const struct soaked_reading *readings, size_t count)
    __attribute__((nonnull, warn_unused_result));

#endif
