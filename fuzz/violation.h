/* SPDX-License-Identifier: MIT */
/*
 * How a target says that an oracle was violated: which one, and what the two sides were, escaped,
 * on stderr; then abort(), which fuzzers take for a crash. Knows nothing of what is fuzzed.
 */
#ifndef FUZZ_VIOLATION_H
#define FUZZ_VIOLATION_H

#include <stddef.h>

struct side {
    const char *name;
    const char *octets; /* may hold anything */
    size_t length;
};

__attribute__((noreturn, nonnull)) void violation(const char *oracle, struct side one,
                                                  struct side other);

#endif
