/* SPDX-License-Identifier: MIT */
/*
 * One thread that serves all of its connections: a system call tells it who is ready. Inside,
 * loop.c decides, links.c owns the connections, and a waiter (select.c, poll.c, epoll.c) tells who
 * is ready. Engines may run several loops, which then share nothing but the listener. Calls that a
 * link makes to other servers are its lines: their tokens lead to the link, or nowhere.
 */
#ifndef ENGINES_LOOP_H
#define ENGINES_LOOP_H

#include "engines/engine.h"

#include <sys/epoll.h>

/* Whatever is waited for has a token: a generation and a place. That of a link is a weak reference,
   which leads nowhere once it is closed, even if the place is used again. Links have LINK_TOKENS in
   a row: the first is its own, the others are those of its lines. */
#define GENERATION (UINT64_C(1) << 32)
#define UNWATCHED  UINT32_MAX

enum { TOKEN_SIGNALS = 0, TOKEN_LISTENER, LINK_TOKENS = 1 + LIMIT_CALLS };

struct loop {
    struct service *service;     /* borrowed */
    const struct waiter *waiter; /* the way to wait */
    void *waiting;               /* the waiter's own; NULL if it could not be opened */
    struct epoll_event *ready;   /* owned; filled in by the waiter, with room for all places */
    size_t places;

    struct link *links;  /* owned, used from 1 on; reserved at once, touched only in use */
    size_t count;        /* open now */
    uint32_t top, spare; /* behind the last link ever used; the one to use next, or 0 */
    bool resting;        /* the listener is not watched now */
    bool newcomers;      /* somebody waits in the accept queue */
    uint64_t due;        /* no connection is due before */
};

/* The engine of one loop: as engine_run. */
NONNULL bool loop_run(struct service *s);

/* Reserves all memory and opens the waiter; to be released even if that fails, which is false.
   Releasing closes all connections: whether any was in the middle of a request. */
NONNULL CHECKED bool links_init(struct loop *l);
NONNULL bool links_release(struct loop *l);

/* Takes the descriptor over; never at the maximum. */
NONNULL struct link *link_open(struct loop *l, const struct newcomer *n, struct instant now);
NONNULL void link_close(struct loop *l, struct link *link);
/* Also of a line's token; or NULL. */
NONNULL struct link *link_get(const struct loop *l, uint64_t token);
/* The open one behind this one, which may be closed by now; the first for NULL; NULL at the end. */
NEEDS(1) struct link *link_next(const struct loop *l, struct link *link);
/* The one that has waited longest for a request, or NULL if none does. */
NONNULL struct link *link_idle(const struct loop *l);

/* Of what has that place now. */
NONNULL uint64_t place_token(const struct loop *l, uint32_t place);

/* A way to wait. */
struct waiter {
    void *(*open)(size_t places); /* NULL with errno */
    void (*close)(void *waiting);
    /* Begins to watch, or changes what for. False: no room for it. */
    bool (*watch)(struct loop *l, uint64_t token, int fd, uint32_t events);
    /* Before a descriptor is closed; that of a link is to be closed at once. */
    void (*forget)(struct loop *l, uint64_t token, int fd);
    /* How many are ready, for as long as they are; 0 when the time is over, -1 with errno. */
    int (*wait)(struct loop *l, int timeout_ms);
};

extern const struct waiter select_waiter, poll_waiter, epoll_waiter;

#endif
