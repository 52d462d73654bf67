/* SPDX-License-Identifier: MIT */
/* What a value looks like, in words for people and as a pattern for editors. Readers are stricter:
 * a pattern refuses nothing that they take.
 */
#ifndef ASSAY_SCENARIO_SHAPES_H
#define ASSAY_SCENARIO_SHAPES_H

#include "scenario/words.h"

/* A regular expression (ECMA 262) that a text of this shape matches, or NULL if any does. */
const char *shape_pattern(enum word_shape shape) __attribute__((warn_unused_result));

/* Durations have a kind of value of their own. */
const char *shape_duration_pattern(void) __attribute__((returns_nonnull, warn_unused_result));

/* What the word takes, in words: "a whole number from 1 to 100000"; lives in `a`. */
const char *shape_describe(const struct word *word, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
