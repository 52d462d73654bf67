/* SPDX-License-Identifier: MIT */
/*
 * Oracle: a verdict on a head comes with the octet that decides it, and stays the same whatever
 * follows; and what was read lies within the octets.
 */
#ifndef FUZZ_PREFIXES_H
#define FUZZ_PREFIXES_H

#include "fuzz/reading.h"

/* Reads the octets `step` by `step`; a violation if it does not hold. Returns the last reading. */
__attribute__((nonnull)) struct reading prefixes_check(const char *octets, size_t length,
                                                       size_t step);

#endif
