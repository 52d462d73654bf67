/* SPDX-License-Identifier: MIT */
/* What the judge's reader makes of a response that comes in pieces, in words. */
#ifndef FUZZ_ACCOUNT_H
#define FUZZ_ACCOUNT_H

#include "wire/reply.h"

/* What an input says of its request, and of the end of the connection. */
enum { OF_HEAD = 1, CLOSES = 2 };

struct account {
    struct reply reply;
    size_t used;
    char *text; /* everything that was read, in words */
    size_t length;
};

/* `step` octets at a time; the text is the caller's, until account_forget. */
__attribute__((nonnull)) void account_read(struct account *s, unsigned flags, const char *octets,
                                           size_t length, size_t step);
__attribute__((nonnull)) void account_forget(struct account *s);

#endif
