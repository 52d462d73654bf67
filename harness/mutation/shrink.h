/* SPDX-License-Identifier: MIT */
/* The shortest octets that still do it, or nearly so: what can be left out is left out, from halves
 * down to single octets. Pure but for the question that it asks.
 */
#ifndef ASSAY_MUTATION_SHRINK_H
#define ASSAY_MUTATION_SHRINK_H

#include "base/bytes.h"

/* Whether these octets do it, too. */
typedef bool shrink_holds(void *context, const char *octets, size_t length);

/* Asks at most `tries` times; returns how often it asked. b holds what is left, which does it as
 * surely as what was there before. */
unsigned shrink(struct bytes *b, unsigned tries, shrink_holds *holds, void *context)
    __attribute__((nonnull(1, 3)));

#endif
