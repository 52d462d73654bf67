/* SPDX-License-Identifier: MIT */
/* What all mutations of octets come down to. Private to mutation/.
 */
#ifndef ASSAY_MUTATION_EDIT_H
#define ASSAY_MUTATION_EDIT_H

#include "base/bytes.h"

/* Puts `length` octets, which are not those of `b`, in the place of `drop` at `at`; both lie within
 * b. False, and nothing happens, if that would pass the cap. */
bool edit(struct bytes *b, size_t at, size_t drop, const void *octets, size_t length)
    __attribute__((nonnull(1)));

/* The same for a text. */
bool edit_text(struct bytes *b, size_t at, size_t drop, const char *text) __attribute__((nonnull));

#endif
