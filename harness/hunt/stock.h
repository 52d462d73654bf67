/* SPDX-License-Identifier: MIT */
/* The inputs that new ones are made from: those that were given, and those that were answered as
 * none before.
 */
#ifndef ASSAY_HUNT_STOCK_H
#define ASSAY_HUNT_STOCK_H

#include <stdbool.h>

#include "base/memory.h"
#include "mutation/mutation.h"

enum {
    STOCK_MAX = 8192,      /* inputs, and signatures: more would only be diluted */
    STOCK_OCTETS = 1 << 26 /* of all of them */
};

struct stock {
    struct arena *arena;
    struct span *items;
    size_t count, capacity, octets;
    uint64_t *signatures;
    size_t signature_count, signature_capacity;
};

void stock_init(struct stock *s, struct arena *a) __attribute__((nonnull));

/* Copies it; nothing happens once the stock is full. */
void stock_add(struct stock *s, const struct span *input) __attribute__((nonnull));

/* True if no answer looked so before. */
bool stock_learn(struct stock *s, uint64_t signature) __attribute__((nonnull, warn_unused_result));

/* An input made from one of the stock, by chance, into `out`. The stock holds at least one. */
void stock_draw(const struct stock *s, struct chance *c, struct bytes *out)
    __attribute__((nonnull));

#endif
