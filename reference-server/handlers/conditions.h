/* SPDX-License-Identifier: MIT */
/*
 * Conditional requests and ranges (RFC 9110 §13 and §14) as pure functions: which part of a
 * resource a request asks for, if any. Must not know files or users.
 */
#ifndef HANDLERS_CONDITIONS_H
#define HANDLERS_CONDITIONS_H

#include "http/head.h"

struct version {
    const char *etag; /* a strong tag in its quotes; "" for none */
    int64_t modified; /* seconds since 1970; -1 for unknown */
};

/* 0 to go on, or the status that answers instead: 304 or 412 (§13.2.2). */
NONNULL CHECKED unsigned condition_status(const struct request *r, const struct version *v);

enum range {
    RANGE_WHOLE = 0, /* none, or one that is not served: several, or not understood */
    RANGE_PART,
    RANGE_OUTSIDE, /* 416 */
};

/* The part [*first, *first + *count) of `size` octets. */
NONNULL CHECKED enum range range_of(const struct request *r, const struct version *v, uint64_t size,
                                    uint64_t *first, uint64_t *count);

#endif
