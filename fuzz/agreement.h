/* SPDX-License-Identifier: MIT */
/*
 * Oracle: the parser of the server and a reader made from the grammar alone agree on which heads
 * are good, where they end, and what they say of the body.
 */
#ifndef FUZZ_AGREEMENT_H
#define FUZZ_AGREEMENT_H

#include <stddef.h>

/* A violation if they do not; where a limit of the server decided, the other is not asked. */
__attribute__((nonnull)) void agreement_check(const char *octets, size_t length);

#endif
