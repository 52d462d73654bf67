/* SPDX-License-Identifier: MIT */
/* Chance from a seed (splitmix64): the same seed gives the same numbers on every machine.
 */
#ifndef ASSAY_BASE_CHANCE_H
#define ASSAY_BASE_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state; /* begins as the seed */
};

/* One number from another, all bits mixed. */
uint64_t chance_mix(uint64_t x) __attribute__((const));

uint64_t chance_next(struct chance *c) __attribute__((nonnull));

/* From 0 to below `limit`; 0 if that is 0. */
size_t chance_below(struct chance *c, size_t limit) __attribute__((nonnull));

/* True once in `n` times. */
bool chance_once_in(struct chance *c, size_t n) __attribute__((nonnull, warn_unused_result));

#endif
