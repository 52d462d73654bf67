/* SPDX-License-Identifier: MIT */
/*
 * Oracle: a verdict on a head comes with the octet that decides it, and stays the same whatever
 * follows; and what was read lies within the octets.
 */
#ifndef FUZZ_PREFIXES_H
#define FUZZ_PREFIXES_H

#include "fuzz/reading.h"

/* Reads `first` octets, `step` more, and so on, and those around the one that decides; a violation
   if it does not hold. Both > 0. Returns the reading of all. */
__attribute__((nonnull)) struct reading prefixes_check(const char *octets, size_t length,
                                                       size_t step, size_t first);

#endif
