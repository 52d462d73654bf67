/* SPDX-License-Identifier: MIT */
/* Words: comparing names as people type them.
 */
#ifndef ASSAY_BASE_WORDS_H
#define ASSAY_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

/* The candidate nearest to `word` by edit distance (transpositions count one), or NULL when none is
 * within a third of the word's length (at least 1). For "did you mean". `names` ends with NULL. */
const char *words_nearest(const char *word, const char *const *names)
    __attribute__((nonnull, warn_unused_result));

/* True if `text` matches a shell pattern (fnmatch(3)); @(a|b) is either. */
bool words_match(const char *pattern, const char *text)
    __attribute__((nonnull, warn_unused_result));

/* Replaces control octets by '?', as ls -q does: a name stays on its line whatever is in it. */
void words_inert(char *name) __attribute__((nonnull));

/* The words of a command line, ended by NULL: blanks part them, quotes group and are dropped. They
 * live in `a`. *closed is false if a quote is not; then what stands before it is there. */
const char *const *words_split(const char *line, bool *closed, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* A whole unsigned decimal number without sign or space; false if it is anything else or overflows.
 */
bool words_number(const char *text, size_t length, unsigned long long *value)
    __attribute__((nonnull, warn_unused_result));

#endif
