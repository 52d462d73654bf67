/* SPDX-License-Identifier: MIT */
/* Whether memory grows each time the same steps are played. Pure.
 *
 * A pool grows when more is under way at once than ever before, and less each time; a leak grows
 * alike in every round. So the first round is warm-up, one round without growth acquits, and four
 * that grow alike, in proportion to what was answered, by the round or by the second, convict;
 * seven, if the growth is small or little beside that of the first round. Growth that slows down is
 * a pool's. What few blocks show, or rounds that are not even, other processes have to show, too:
 * peaks of a pool may come alike by chance.
 *
 * Two tiers. The heap meter counts blocks: a block more in every round is a leak, however small.
 * What it counts is trusted if it accounts for half of what the processes' anonymous memory grew
 * by, or if that grew by little; else anonymous memory decides, which sees large growth alone.
 */
#ifndef ASSAY_ORACLE_GROWTH_H
#define ASSAY_ORACLE_GROWTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GROWTH_READINGS_MAX = 9, /* the baseline and eight rounds */
    GROWTH_LEAK_ROUNDS = 4,  /* that grow alike, after a first one, make a leak, if it is plain */
    GROWTH_PLAIN = 64,       /* blocks in these four are plain */
    GROWTH_FIRST = 20,       /* times a round's blocks: more in the first round is a pool */
    GROWTH_OCTETS = 4096,    /* more in no more blocks is growth, too */
    GROWTH_LITTLE = 256 * 1024, /* of anonymous memory: less proves no instrument wrong */
    GROWTH_STILL = 64 * 1024    /* of anonymous memory in a round: it has come to rest */
};

/* By so much less, seen over so many readings, does a pool fill later than earlier. */
#define GROWTH_SLOWER 0.6
/* Within so much of its part in each round: the same code lost the same each time. */
#define GROWTH_EVEN 0.05
enum { GROWTH_SLOWER_READINGS = 7 };

/* All processes of the candidate at a quiet moment. */
struct growth_reading {
    bool metered;  /* the heap meter is in each of them */
    bool readable; /* anonymous memory is known of each of them */
    int64_t blocks, octets;
    int64_t anonymous;
    uint64_t answers; /* that the candidate has given so far */
    int64_t at;       /* when it was taken, ns of the monotonic clock */
};

enum growth_answer {
    GROWTH_OPEN = 0, /* play another round */
    GROWTH_NONE,
    GROWTH_LEAK,
    GROWTH_UNKNOWN
};

enum growth_tier { TIER_HEAP = 0, TIER_RESIDENT };

struct growth_verdict {
    enum growth_answer answer;
    enum growth_tier tier; /* that decided */
    bool even;             /* a leak that lost just its part in each round, and plainly */
};

/* readings[0] is the baseline; each further one was taken after the steps were played once more. */
struct growth_verdict growth_judge(const struct growth_reading *readings, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* Whether the heap meter may speak for all of the memory between two readings. */
bool growth_meter_is_valid(const struct growth_reading *before, const struct growth_reading *now)
    __attribute__((nonnull, warn_unused_result));

#endif
