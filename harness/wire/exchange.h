/* SPDX-License-Identifier: MIT */
/* What one step saw on the wire: the common result of both clients (wire/curl.h, wire/raw.h).
 */
#ifndef ASSAY_WIRE_EXCHANGE_H
#define ASSAY_WIRE_EXCHANGE_H

#include "wire/reply.h"

enum connect_outcome {
    CONNECT_NONE = 0, /* no connection was tried */
    CONNECT_ACCEPTED, /* by the kernel: says nothing about the server yet */
    CONNECT_REFUSED,
    CONNECT_TIMED_OUT,
    CONNECT_FAILED, /* our side could not even try: out of ports or descriptors */
    CONNECT_COUNT
};

/* In words, the last of these. */
#define EXCHANGE_NO_WAY "no port or descriptor is left on this side"

enum { EXCHANGE_TRANSCRIPT = 4096 }; /* octets of each direction kept as evidence */

struct exchange {
    enum connect_outcome connect;
    bool answered;   /* a complete, well-formed final response */
    bool ended;      /* the peer closed or reset, see the next two */
    bool reset;      /* it ended by a reset */
    int64_t closed;  /* ns from the last octet received (or the start of waiting) to the end */
    int64_t elapsed; /* ns from the first octet sent to the last octet of the response */
    struct reply reply;
    char problem[256]; /* why it is not answered; empty if it is, or if nothing was asked */
    struct bytes sent, received; /* as on the wire, cut at EXCHANGE_TRANSCRIPT */
};

void exchange_init(struct exchange *x, bool to_head) __attribute__((nonnull));
void exchange_release(struct exchange *x) __attribute__((nonnull));

/* Fills `problem` once. */
void exchange_problem(struct exchange *x, const char *format, ...)
    __attribute__((nonnull, format(printf, 2, 3)));

#endif
