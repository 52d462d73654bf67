/* SPDX-License-Identifier: MIT */
/*
 * Where a request's body ends (RFC 9112 §6), and the octets of it without their framing (§7.1).
 * Pure functions over the caller's memory; must not know buffers, time, or answers.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "http/head.h"

enum body_part {
    BODY_DATA = 0, /* octets of a chunk, or of the whole body when it has a length */
    BODY_DATA_END, /* the line end behind a chunk */
    BODY_SIZE,     /* a chunk size with its extensions */
    BODY_TRAILERS,
    BODY_END,
};

struct body {
    enum body_part part;
    bool chunked;
    uint64_t left;     /* octets of the current part's data still to come */
    size_t have;       /* octets of the body so far */
    size_t extensions; /* octets of chunk extensions so far */
};

/* What the head says of the body. False: the framing is refused, `fault` says how, and the
   connection must close, because nobody knows where the next request starts. */
NONNULL CHECKED bool body_begin(struct body *b, const struct request *r, struct fault *fault);

/* Takes what is there of `length` raw octets, and puts the body's own to `to`, which may be `raw`
   itself or before it; at most LIMIT_BODY in all. `used` says how many were taken: what is left
   is the start of something, to be shown again with more behind it. */
NONNULL CHECKED enum parse body_take(struct body *b, const char *raw, size_t length, size_t *used,
                                     char *to, struct fault *fault);

/* Whether the peer wants to keep the connection (RFC 9112 §9.3). */
NONNULL bool request_keeps_alive(const struct request *r);

/* Whether the peer waits for a 100 before it sends the body (RFC 9110 §10.1.1). */
NONNULL bool request_expects_continue(const struct request *r);

#endif
