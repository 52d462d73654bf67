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

/* Whatever is waited for has a place and a token. That of a link is its handle, a generation and a
   place: a weak reference that leads nowhere once it is closed, even if the place is used again. */
enum { PLACE_SIGNALS = 0, PLACE_LISTENER, PLACE_LINKS }; /* the first two are their own tokens */

struct link {
    struct conn conn;
    struct tracked_connection tracked; /* its socket is -1 while the place is free */
    int lines[LIMIT_CALLS];            /* owned; -1 for none */
    uint32_t watched; /* CONN_READ and CONN_WRITE as told to the waiter; UNWATCHED at first */
    uint32_t generation;
    uint32_t spare; /* the free place to use after this one; 0 for none */
};

#define UNWATCHED UINT32_MAX

struct loop {
    struct service *service; /* borrowed */

    struct epoll_event *ready; /* owned; filled in by waiter_wait */
    void *waiting;             /* the waiter's own; NULL if it could not be opened */

    struct pool work, large;
    struct link *links;  /* owned, one per place; reserved at once, touched only in use */
    size_t count;        /* open now */
    uint32_t top, spare; /* behind the highest place ever used; the place to use next, or 0 */
    bool resting;        /* the listener is not watched now */
    bool newcomers;      /* somebody waits in the accept queue */
    uint64_t due;        /* no connection is due before */
};

/* The engine of one loop: as engine_run. */
NONNULL bool loop_run(struct service *s);

/* Reserves all memory; to be released even if there is not enough, which is false. Releasing closes
   all connections: whether any was in the middle of a request. */
NONNULL CHECKED bool links_init(struct loop *l);
NONNULL bool links_release(struct loop *l);

/* Takes the descriptor over; never at the maximum. */
NONNULL struct link *link_open(struct loop *l, int fd, const struct sockaddr_storage *peer,
                               struct instant now);
NONNULL void link_close(struct loop *l, struct link *link);
NONNULL uint64_t link_handle(const struct loop *l, const struct link *link);
/* Also of a line's token; or NULL. */
NONNULL struct link *link_get(const struct loop *l, uint64_t handle);
/* The open one behind this one, which may be closed by now; the first for NULL; NULL at the end. */
NEEDS(1) struct link *link_next(const struct loop *l, struct link *link);
/* The one that has waited longest for a request, or NULL if none does. */
NONNULL struct link *link_idle(const struct loop *l);

/* Behind the places of links each of them has LIMIT_CALLS for its lines. The token of what has that
   place now; then, as lines_follow and line_heed. */
NONNULL uint64_t place_token(const struct loop *l, size_t place);
NONNULL unsigned link_follow(struct loop *l, struct link *link, unsigned wants, struct instant now);
NONNULL CHECKED bool link_heed(struct loop *l, struct link *link, uint64_t token,
                               struct instant now);

NONNULL static inline size_t first_line(const struct loop *l)
{
    return PLACE_LINKS + l->service->max_connections;
}

/* A way to wait. Tokens of links lead to places, of which there are `places`. */
struct waiter {
    void *(*open)(size_t places); /* NULL with errno */
    void (*close)(void *waiting);
    bool (*watch)(struct loop *l, uint64_t token, int fd, uint32_t events, bool first);
    void (*forget)(struct loop *l, uint64_t token, int fd);
    int (*wait)(struct loop *l, int timeout_ms);
};

extern const struct waiter select_waiter, poll_waiter, epoll_waiter;

/* False with errno: no memory or descriptor. To be closed all the same. */
NONNULL CHECKED bool waiter_open(struct loop *l);
NONNULL void waiter_close(struct loop *l);
/* Begins to watch, or changes what for. False: no room for it. */
NONNULL CHECKED bool waiter_watch(struct loop *l, uint64_t token, int fd, uint32_t events,
                                  bool first);
/* Before a descriptor is closed; that of a link is to be closed at once. */
NONNULL void waiter_forget(struct loop *l, uint64_t token, int fd);
/* How many are ready, for as long as they are; 0 when the time is over, -1 with errno. */
NONNULL CHECKED int waiter_wait(struct loop *l, int timeout_ms);

#endif
