/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer, as the handler sees them: everything that it may know and set.
 * The handler is the core's only function pointer beside the pull functions of answers. It must not
 * block; it sees neither sockets nor buffers.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/answer.h"
#include "http/head.h"

#include <stdalign.h>

struct instant {
    uint64_t ms;  /* monotonic milliseconds, for durations */
    int64_t wall; /* seconds since 1970, for dates only */
};

/* Why the handler is called. Whatever came first, EXCHANGE_DONE comes last and exactly once. */
enum exchange_event {
    EXCHANGE_HEAD =
        0, /* the peer waits for a 100: answer now, or return HANDLED_BODY for the body */
    EXCHANGE_REQUEST, /* the request is whole, body included */
    EXCHANGE_AGAIN,   /* the instant asked for with HANDLED_LATER has come */
    EXCHANGE_REFUSED, /* the core answers a fault; fields may be added, the rest stays as it is.
                         The request holds what was read before the fault. */
    EXCHANGE_DONE,    /* the answer has left, or never will: give back what is held */
};

enum handled {
    HANDLED_ANSWERED = 0, /* `answer` is filled in */
    HANDLED_LATER,        /* call again at `wake`; until then nothing of the request changes */
    HANDLED_BODY,         /* to EXCHANGE_HEAD only: let the peer send the body */
};

struct exchange {
    enum exchange_event event;
    bool begun;  /* false in the first call of an exchange, true later */
    bool broken; /* in EXCHANGE_DONE: the connection was lost before the answer was complete */
    struct instant now;
    const struct request *request; /* borrowed until EXCHANGE_DONE has returned, spans too */
    struct span body;              /* the request body, likewise */
    struct answer answer;
    uint64_t sent; /* octets of the answer's body so far */
    uint64_t wake; /* monotonic ms, set with HANDLED_LATER */
    void *site;    /* conn_config.site, unread */
    void *owner;   /* conn.owner, unread */
    alignas(
        max_align_t) unsigned char memory[LIMIT_HANDLER_MEMORY]; /* the handler's, not cleared */
};

#endif
