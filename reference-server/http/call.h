/* SPDX-License-Identifier: MIT */
/*
 * One call to another server, the mirror of conn.h: no I/O, octets in and out. A handler begins it
 * and returns HANDLED_CALLS; the engine asks what it wants and makes one of a few moves, until it
 * has ended; then the handler is asked again. It is spoken as HTTP/1.0, so that no reply comes in
 * chunks. Whoever has a call may let it go at any time: that cancels it.
 */
#ifndef HTTP_CALL_H
#define HTTP_CALL_H

#include "http/exchange.h"

enum call_state {
    CALL_NONE = 0, /* not begun */
    CALL_SENDS,
    CALL_READS,
    CALL_ENDED,
};

struct call {
    enum call_state state;
    bool told;           /* the handler has been asked again since it ended */
    unsigned status;     /* of the reply, or what to answer in the place of one */
    const char *why;     /* constant text: there was no reply because of this; NULL: there was */
    struct span body;    /* of the reply; in `octets` */
    const char *address; /* borrowed: an IPv4 address, a colon and a port */
    uint64_t deadline;   /* monotonic ms */
    bool dialled;        /* the engine's: it has begun to make it */
    size_t start, end;   /* of what is still to be sent; then `end` alone, of what has come */
    char octets[LIMIT_CALL];
};

/* GET; ends at once if there is no room for an address and a target of that length. */
NONNULL void call_begin(struct call *c, const char *address, struct span target,
                        struct instant now);
/* Ends it without a reply. */
NONNULL void call_fail(struct call *c, unsigned status, const char *why);

/* CONN_WRITE, CONN_READ, or CONN_CLOSE: it has ended, or was not begun. */
NONNULL CHECKED unsigned call_wants(const struct call *c);
/* What is to be sent, or the space for what comes, whichever it wants; and how many octets of that
   it was: 0 if the other side will send no more. */
NONNULL char *call_octets(struct call *c, size_t *length);
NONNULL void call_done(struct call *c, size_t n);

/* For the calls of an exchange, LIMIT_CALLS of them: the next deadline or UINT64_MAX; and whether
   one has ended, be it that its time is over, since the handler was asked last. */
NONNULL CHECKED uint64_t calls_due(const struct call *calls);
NONNULL CHECKED bool calls_move(struct call *calls, struct instant now);

#endif
