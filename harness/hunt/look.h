/* SPDX-License-Identifier: MIT */
/* What came of one input on a connection of its own, and what it looks like: a signature, in which
 * two answers are alike unless a server took another way through its code, as far as that shows.
 *
 * Performs no I/O. The answers are read by wire/reply, which forgives nothing; where an odd request
 * explains an odd answer, it is no fault.
 */
#ifndef ASSAY_HUNT_LOOK_H
#define ASSAY_HUNT_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "mutation/mutation.h"

enum { LOOK_PROBLEM_MAX = 160 };

enum look_end {
    LOOK_CLOSED = 0, /* by the server, once we had sent all */
    LOOK_RESET,
    LOOK_SILENT, /* it was left open, and nothing more came */
    LOOK_REFUSED /* no connection could be opened */
};

struct look {
    enum look_end end;
    unsigned answers; /* complete ones, interim ones not counted */
    int status;       /* of the last of them; 0: none */
    bool cut_short;   /* the last one has no end: many servers give up when the client has */
    bool malformed;   /* what came is no HTTP response, and no request explains that */
    bool too_many;    /* more answers than these octets can hold requests */
    char problem[LOOK_PROBLEM_MAX]; /* a sentence about the two above */
    int64_t took;                   /* ns from the first octet sent to the end */
    uint64_t signature;
};

void look_read(struct look *l, const struct span *input, const struct span *received,
               enum look_end end, int64_t took) __attribute__((nonnull));

/* Neither an answer nor an end. With an answer it may be kept for a while, lest a reset destroys
 * that. */
bool look_is_mute(const struct look *l) __attribute__((nonnull, warn_unused_result));

/* What a server made of the input, so that two servers may be compared: how many answers, three
 * being many, and whether the last one refuses what it was sent, whatever it is that was asked for.
 */
unsigned look_class(const struct look *l) __attribute__((nonnull, warn_unused_result));

/* "2 answers, the last 400, then closed". */
const char *look_text(const struct look *l, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
