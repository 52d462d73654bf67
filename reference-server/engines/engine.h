/* SPDX-License-Identifier: MIT */
/*
 * The room that performs the I/O: one thread serves all connections, and a system call tells it who
 * is ready. It moves octets and time between descriptors and connections and knows nothing of HTTP
 * beyond http/conn.h. Inside, loop.c decides, links.c owns the connections, waiter.c tells who is
 * ready, and socket.c alone reads and writes descriptors.
 */
#ifndef ENGINES_ENGINE_H
#define ENGINES_ENGINE_H

#include "http/conn.h"
#include "resources.h"

#include <sys/epoll.h>
#include <sys/socket.h>

struct engine {
    const char *name;
    const char *story; /* one line for --list-engines */
    bool epoll;        /* waits with epoll(7), else with poll(2) */
};

extern const struct engine engines[]; /* ends with a null name */

/* Whatever is waited for has a place and a token. That of a link is its handle, a generation and a
   place: a weak reference that leads nowhere once it is closed, even if the place is used again. */
enum { PLACE_SIGNALS = 0, PLACE_LISTENER, PLACE_LINKS }; /* the first two are their own tokens */

struct link {
    struct conn conn;
    struct tracked_connection tracked; /* its socket is -1 while the place is free */
    uint32_t watched; /* CONN_READ and CONN_WRITE as told to the waiter; UNWATCHED at first */
    uint32_t generation;
    uint32_t spare; /* the free place to use after this one; 0 for none */
};

#define UNWATCHED UINT32_MAX

/* One run of an engine: what is given first, then what is the engine's own. */
struct loop {
    const struct engine *engine;
    int listener;              /* tracked, from listen_open; owned; -1 once draining */
    int signals;               /* borrowed, from signals_open */
    struct tracker *tracker;   /* borrowed */
    struct conn_config config; /* complete but for the pools */
    uint64_t max_connections;
    uint64_t drain_ms; /* how long a graceful stop may take */

    struct epoll_event *ready; /* owned; filled in by waiter_wait */
    int epoll;                 /* owned; -1 for poll, which needs the rest */
    struct pollfd *slots;      /* owned, one per place; an unused one has the descriptor -1 */
    size_t slots_top;          /* behind the last used one */

    struct pool work, large;
    struct link *links;    /* owned, one per place; reserved at once, touched only in use */
    size_t count;          /* open now */
    uint32_t top, spare;   /* behind the highest place ever used; the place to use next, or 0 */
    bool resting;          /* the listener is not watched now */
    bool newcomers;        /* somebody waits in the accept queue */
    uint64_t accept_again; /* the listener is not to be watched before */
    uint64_t due;          /* no connection is due before */
    uint64_t drain_end;    /* UINT64_MAX until the first stop signal; 0 after a second one */
};

/* Serves until a stop signal; everything that it owns is closed when it returns. False: requests
   had to be cut off, or it could not start, and a message has been written to stderr. */
NONNULL bool engine_run(struct loop *l);

/* A non-blocking listener (the caller's) and its address, such as "127.0.0.1:8080" or "[::1]:80";
   port 0 picks a free one. -1: `text` is a sentence with the address and a remedy. */
NONNULL CHECKED int listen_open(const char *host, unsigned port, char text[LIMIT_WHY]);

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGPIPE and returns a descriptor (the caller's) that is
   readable when one of the first three has come; -1 with errno. */
CHECKED int signals_open(void);

struct instant clock_now(void);

/* The rest is for the room itself. Reserves all memory; to be released even if there is not enough,
   which is false. Releasing closes all connections: whether any was in the middle of a request. */
NONNULL CHECKED bool links_init(struct loop *l);
NONNULL bool links_release(struct loop *l);

/* Takes the descriptor over; never at the maximum. */
NONNULL struct link *link_open(struct loop *l, int fd, const struct sockaddr_storage *peer,
                               struct instant now);
NONNULL void link_close(struct loop *l, struct link *link);
NONNULL uint64_t link_handle(const struct loop *l, const struct link *link);
NONNULL struct link *link_get(const struct loop *l, uint64_t handle); /* or NULL */
/* The open one behind this one, which may be closed by now; the first for NULL; NULL at the end. */
NEEDS(1) struct link *link_next(const struct loop *l, struct link *link);
/* The one that has waited longest for a request, or NULL if none does. */
NONNULL struct link *link_idle(const struct loop *l);

/* False with errno: no memory or descriptor. To be closed all the same. */
NONNULL CHECKED bool waiter_open(struct loop *l);
NONNULL void waiter_close(struct loop *l);
/* Begins to watch, or changes what for; errors and hang-ups come unasked. False: no room for it. */
NONNULL CHECKED bool waiter_watch(struct loop *l, uint64_t token, int fd, uint32_t events,
                                  bool first);
NONNULL void waiter_forget(struct loop *l, uint64_t token); /* before its descriptor is closed */
/* How many are ready, for as long as they are; 0 when the time is over, -1 with errno. */
NONNULL CHECKED int waiter_wait(struct loop *l, int timeout_ms);

/* A newcomer's non-blocking descriptor (the caller's) and its peer. -1: nobody waits if errno is
   EAGAIN, else descriptors or memory are short. Newcomers who have gone already are passed over. */
NONNULL CHECKED int listen_accept(int listener, struct sockaddr_storage *peer);
/* Puts the address into words; whether it is this host's own. */
NONNULL bool address_text(const struct sockaddr_storage *address, char text[PEER_ROOM]);
/* Takes the signals that have come; how many of them ask to stop (SIGHUP does not). */
unsigned signals_take(int signals);
/* Reads if `readable`, then writes as long as the socket takes it, within a fair share. Returns
   what the connection wants then; CONN_CLOSE if the peer is lost. */
NONNULL CHECKED unsigned socket_move(int fd, struct conn *c, bool readable, struct instant now);

#endif
