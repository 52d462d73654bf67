/* SPDX-License-Identifier: MIT */
/*
 * The books that a connection must keep, whatever it was told: as many answers as requests, one
 * refusal at most and the end behind it, every buffer back. A table of rules over one transcript.
 */
#ifndef FUZZ_BOOKS_H
#define FUZZ_BOOKS_H

#include "fuzz/peer.h"
#include "fuzz/reading.h"

/* The first rule that is broken, in words, or NULL. `head` is what the parser alone says of the
   same input. */
__attribute__((nonnull)) const char *books_broken(const struct heard *h, struct reading head);

#endif
