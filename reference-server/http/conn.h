/* SPDX-License-Identifier: MIT */
/*
 * One HTTP/1.1 server connection that performs no I/O: octets and time in, octets out. The engine
 * asks what it wants and makes one of a few moves; only *_done, *_eof, expire and drain change it.
 * Must not know sockets, clocks, the heap, or what is answered.
 *
 * A busy connection holds one workspace of a pool, an idle one nothing. A body that does not fit
 * behind its head in the input buffer is collected in a buffer of LIMIT_BODY octets from another
 * pool, so a handler always finds the whole body in one span. While that pool is empty, such a
 * connection does not want READ; if that lasts until the body's deadline, it gets 503.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include "http/call.h"

#include <stdatomic.h>

/* A bounded stock of equal buffers in the caller's memory; lends them to one thread. */
struct pool {
    char *arena; /* borrowed */
    size_t size, count;
    size_t touched; /* buffers ever lent; pages behind them were never needed */
    size_t lent;    /* now */
    void *back;     /* the buffer given back last; its first word leads to the one before */
    bool missed;    /* somebody found nothing; the engine resets it */
};

/* The arena has room for `count` buffers of `size` octets. */
NEEDS(1) void pool_stock(struct pool *p, void *arena, size_t size, size_t count);
NONNULL CHECKED void *pool_take(struct pool *p); /* or NULL */
/* What pool_take would give: all but its first word may be written. */
NONNULL CHECKED void *pool_peek(struct pool *p);
NEEDS(1) void pool_give(struct pool *p, void *buffer); /* or NULL */

struct conn_config {
    struct pool *work;  /* borrowed; of sizeof(struct workspace) */
    struct pool *large; /* borrowed; of LIMIT_BODY */
    handler *handle;
    void *site;                    /* handed to the handler unread */
    const atomic_bool *keep_alive; /* may change at any time, from any thread */
    uint64_t idle_ms;              /* how long a connection may stay without a request */
    uint64_t max_requests;         /* of one connection */
};

struct workspace {
    struct request request;
    struct exchange exchange;
    char in[LIMIT_IN];
    char out[LIMIT_OUT];
};

enum conn_state {
    CONN_HEAD = 0, /* waiting for a head, or for the rest of it */
    CONN_BODY,     /* head read, body on its way */
    CONN_LATER,    /* the handler asked for time */
    CONN_CALLS,    /* it waits for other servers, as long as the peer stays to hear of it */
    CONN_ANSWER,   /* the answer's body moves into the output buffer */
    CONN_FLUSH,    /* no more requests; what was answered still has to leave */
    CONN_LINGER,   /* we have half-closed and drop what still comes, so no reset kills the answer */
    CONN_CLOSED,
};

/* What the running deadline is for. */
enum conn_phase {
    PHASE_NONE = 0, /* no deadline but that of the output */
    PHASE_IDLE,     /* for a request to begin */
    PHASE_HEAD,
    PHASE_BODY,
    PHASE_LATER, /* the handler's instant, or when the first of its calls is late */
    PHASE_LINGER,
};

struct stretch {
    size_t start, end;
};

/* Private but for `owner`, which the engine may set after conn_init. */
struct conn {
    const struct conn_config *config;
    void *owner; /* handed to the handler unread */
    struct workspace *work;
    char *large; /* a body that outgrew the workspace */
    enum conn_state state;
    enum conn_phase phase;
    uint64_t since;          /* the phase began then */
    uint64_t write_deadline; /* of the output; UINT64_MAX while there is none */
    struct stretch in;       /* of work->in: what is not taken yet */
    struct stretch out;      /* of work->out: what has not left yet */
    size_t body_start;       /* where the head ends in `in` and the body begins */
    struct body body;
    uint64_t requests; /* so far */
    unsigned gathered; /* answers since the output was last empty */
    bool eof;          /* the peer sends no more: it has half-closed, or said so */
    bool draining;     /* the server stops */
    bool open;         /* an exchange has begun and is not done */
};

/* READ and WRITE are numbered like poll's events. */
enum conn_want {
    CONN_READ = 1,
    CONN_SHUT_WRITE = 2, /* shut the sending side down; stays set, doing it twice is harmless */
    CONN_WRITE = 4,
    CONN_CLOSE = 8, /* nothing more to do: release and close */
    CONN_CALL = 16, /* conn_call has some to be made, or to go on with */
};

NONNULL void conn_init(struct conn *c, const struct conn_config *config, struct instant now);

/* Where octets may be put while READ is wanted. The space belongs to the pool until conn_read_done:
   no other connection of the same pool may be touched in between. */
NONNULL char *conn_read_space(struct conn *c, size_t *room);
NONNULL void conn_read_done(struct conn *c, size_t n, struct instant now);
/* The peer will send no more; it still gets its answers. */
NONNULL void conn_read_eof(struct conn *c, struct instant now);

/* What should be sent; valid until the next call that changes the connection. */
NONNULL const char *conn_write_bytes(const struct conn *c, size_t *length);
NONNULL void conn_write_done(struct conn *c, size_t n, struct instant now); /* n > 0 */

/* A set of enum conn_want. May be empty: then only time or a free buffer brings it on. */
NONNULL unsigned conn_wants(const struct conn *c);
/* Monotonic ms at which conn_expire is due, or UINT64_MAX. */
NONNULL uint64_t conn_deadline(const struct conn *c);
/* Monotonic ms since when it waits for a request, or UINT64_MAX if it does not. */
NONNULL uint64_t conn_idle_since(const struct conn *c);

/* A call that is to be made or goes on, or NULL; i < LIMIT_CALLS. Valid until the connection's next
   move: a call that is no longer here is over for its engine, too. */
NONNULL struct call *conn_call(const struct conn *c, size_t i);

/* The deadline has passed, a call has ended, or a buffer has come back to a pool. */
NONNULL void conn_expire(struct conn *c, struct instant now);
/* Graceful stop: finish the request that has begun, say so in its answer, take no other. */
NONNULL void conn_drain(struct conn *c, struct instant now);
/* Gives everything back, in any state; an unfinished exchange gets its EXCHANGE_DONE. */
NONNULL void conn_release(struct conn *c);

#endif
