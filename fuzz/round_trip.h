/* SPDX-License-Identifier: MIT */
/*
 * Oracle: a head that was taken, written again from what was read of it, is read as the same.
 */
#ifndef FUZZ_ROUND_TRIP_H
#define FUZZ_ROUND_TRIP_H

#include <stddef.h>

/* A violation if it is not; where a limit decides about the second one, nothing is said. */
__attribute__((nonnull)) void round_trip_check(const char *octets, size_t length);

#endif
