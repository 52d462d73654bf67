/* SPDX-License-Identifier: MIT */
/* The places of a C source at which one small change gives another program, and the changes:
 * mutation testing (DeMillo, Lipton, Sayward: Hints on Test Data Selection, 1978). Whether a change
 * compiles, and whether it makes a difference, is for the compiler to say.
 */
#ifndef ASSAY_PROOF_DRAW_PLACES_H
#define ASSAY_PROOF_DRAW_PLACES_H

#include <stddef.h>

#include "base/memory.h"

struct place {
    const char *change;    /* the operator: "boundary", "logic", ... */
    size_t offset, length; /* octets of the source that go */
    const char *instead;   /* what comes in their place */
};

struct places {
    struct place *all;
    size_t count, capacity;
};

/* Adds the places of a source, in order; texts live in the arena. Comments, text literals and lines
 * of the preprocessor are left alone. */
void places_find(struct places *p, const char *source, size_t length, struct arena *a)
    __attribute__((nonnull));

#endif
