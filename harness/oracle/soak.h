/* SPDX-License-Identifier: MIT */
/* A day's memory from minutes: what a server may lose in 24 hours, from readings after blocks of
 * cycles. Pure: readings in, an answer and a bound out; it also says how long the next block is.
 *
 * What is extrapolated is exposure, not time: so many cycles a day by a declared profile.
 *
 * - Heap meter: six blocks of cycles that all keep more, alike, are a leak. If none keeps any in N
 *   cycles, at most a share p = 1 - 0.05^(1/N) of cycles leaks (95 %), and none loses more than a
 *   cycle takes from the heap: p x cycles a day x that is the bound. If only some do, blocks are
 *   doubled, up to four times; then the envelope decides.
 * - Envelope: over the last half of the run memory moved by R octets in N cycles, so it cannot have
 *   grown faster than R/N, whatever the distribution. On anonymous memory where the heap meter
 *   cannot see, then without the warm-up, and with a page of each kind added.
 *
 * By the heap meter nothing passes before there were as many cycles without growth as all before
 * them: a buffer that doubles when it is full stands still for that long.
 *
 * No test for a trend decides: those accuse healthy programs.
 */
#ifndef ASSAY_ORACLE_SOAK_H
#define ASSAY_ORACLE_SOAK_H

#include "oracle/growth.h"

enum { SOAK_READINGS_MAX = 512, SOAK_LEVELS = 4, SOAK_LEAST_LOSS = 4096 };

struct soak_profile {
    double cycles; /* in the time that is claimed */
    double budget; /* octets that may be lost in it */
};

struct soak_reading {
    uint64_t cycles; /* so far */
    struct growth_reading memory;
    uint64_t taken_octets; /* from the heap, so far */
};

enum soak_answer { SOAK_OPEN = 0, SOAK_PASS, SOAK_FAIL, SOAK_UNKNOWN };

enum soak_phase { SOAK_WARM_UP = 0, SOAK_COUNT, SOAK_ENVELOPE };

/* Its owner reads; only the functions below write. */
struct soak {
    struct soak_profile profile;
    struct soak_reading readings[SOAK_READINGS_MAX];
    size_t count, start; /* readings[start] is the first that counts */
    enum soak_phase phase;
    enum growth_tier tier;
    unsigned level;
    uint64_t rose_at; /* ENVELOPE: cycles when its floor was first seen to rise; 0: it was not */
    uint64_t block;   /* cycles to make before the next reading */
    double share;     /* COUNT: of cycles that leak, at the most */
    double loss;      /* COUNT: octets that one loses, at the most */
    double bound;     /* octets in the time that is claimed; negative: none yet */
};

void soak_begin(struct soak *s, const struct soak_profile *profile, const struct soak_reading *now)
    __attribute__((nonnull));

enum soak_answer soak_add(struct soak *s, const struct soak_reading *now)
    __attribute__((nonnull, warn_unused_result));

/* Cycles since warm-up ended. */
uint64_t soak_cycles(const struct soak *s) __attribute__((nonnull, warn_unused_result));

#endif
