/* SPDX-License-Identifier: MIT */
/*
 * The room that performs the I/O, once for each architecture of a server. An engine moves octets
 * and time between descriptors and connections and knows nothing of HTTP beyond http/conn.h.
 * engines.c has the table; service.c and socket.c are what all of them share. Event engines are
 * loop.h around one of three waiters, the others are crowd.h: helpers that each serve a connection.
 */
#ifndef ENGINES_ENGINE_H
#define ENGINES_ENGINE_H

#include "http/conn.h"
#include "resources.h"

#include <poll.h>
#include <sys/socket.h>

struct service;
struct waiter;

struct engine {
    const char *name;
    const char *story; /* one sentence for --list-engines */
    bool (*run)(struct service *s);
    const struct waiter *waiter; /* of its loops; NULL if it has none */
    uint64_t descriptors;        /* it serves only those below; 0 for all */
};

extern const struct engine engines[]; /* in the order of the story; ends with a null name */

/* NULL: `why` says that there is none, and which there are. */
NONNULL CHECKED const struct engine *engine_find(const char *name, char why[LIMIT_WHY]);

/* What an engine is asked to do. Whoever serves beside others, in a thread or a process of its own,
   has a copy: what it has heard of a stop, and when it rests, is its own. */
struct service {
    const struct engine *engine;
    int listener; /* tracked, from listen_open; owned; -1 once draining */
    bool common;  /* others accept from the same listener */
    int news[2]; /* borrowed: signals_take tells of the first stop from [0], of the next from [1] */
    struct tracker *tracker;   /* borrowed */
    struct conn_config config; /* complete but for the pools */
    uint64_t max_connections;  /* of this copy */
    uint64_t max_of_all;       /* of the whole server */
    uint64_t drain_ms;         /* how long a graceful stop may take */

    unsigned stops;        /* heard of so far */
    uint64_t drain_end;    /* UINT64_MAX until the first; 0 after a second one */
    uint64_t accept_again; /* the listener is not to be watched before */
};

/* Serves until a stop signal; everything that it owns is closed when it returns. False: requests
   had to be cut off, or it could not start, and a message has been written to stderr. */
NONNULL bool engine_run(struct service *s);

/* A non-blocking listener (the caller's) and its address, such as "127.0.0.1:8080" or "[::1]:80";
   port 0 picks a free one. -1: `text` is a sentence with the address and a remedy. */
NONNULL CHECKED int listen_open(const char *host, unsigned port, char text[LIMIT_WHY]);

/* Blocks the signals that ask to stop, SIGHUP, SIGCHLD and SIGPIPE, and returns a descriptor (the
   caller's) that is readable when one but the last has come; -1 with errno. */
CHECKED int signals_open(void);

struct instant clock_now(void);

/* The rest is for the room itself. A newcomer's non-blocking descriptor (the caller's), or -1:
   nobody waits, or descriptors or memory are short; then the listener rests. */
NONNULL CHECKED int service_accept(struct service *s, struct sockaddr_storage *peer,
                                   struct instant now);
NONNULL void service_deafen(struct service *s); /* closes the listener, if it is open */
/* Where the next news of a stop will be read. */
NONNULL CHECKED int service_news(const struct service *s);
/* Takes what has come. True: a graceful stop begins, and no connection is kept any more. */
NONNULL CHECKED bool service_hear(struct service *s, struct instant now);
/* Whether the server, not only this copy, is at its maximum. */
NONNULL CHECKED bool service_is_full(const struct service *s);

/* A newcomer's descriptor and its peer. -1: nobody waits if errno is EAGAIN, else descriptors or
   memory are short. Newcomers who have gone already are passed over. */
NONNULL CHECKED int listen_accept(int listener, struct sockaddr_storage *peer);
/* Puts the address into words; whether it is this host's own. */
NONNULL bool address_text(const struct sockaddr_storage *address, char text[PEER_ROOM]);
/* Takes the signals that have come; how many of them ask to stop. A pipe that nobody can write to
   any more asks for it, too. */
unsigned signals_take(int signals);
/* Reads if `readable`, then writes as long as the socket takes it, within a fair share. Returns
   what the connection wants then; CONN_CLOSE if the peer is lost. */
NONNULL CHECKED unsigned socket_move(int fd, struct conn *c, bool readable, struct instant now);
/* What drives the calls of a connection: its lines, as they are kept by a link or a seat. */
struct lines {
    struct conn *conn; /* all borrowed */
    int peer;          /* the connection's own socket */
    int *sockets;      /* LIMIT_CALLS, owned by the connection; -1 where no call is under way */
    struct tracker *tracker;
    struct loop *loop; /* that is told what to wait for; NULL if nobody needs to be */
    uint64_t token;    /* of the first line, for the loop */
};

/* Makes the calls that there are now and hangs up those that are over. Returns what the connection
   wants then, which wanted `wants` before. */
NONNULL unsigned lines_follow(const struct lines *l, unsigned wants, struct instant now);
/* Something has come on that line. True: its call has ended, and the connection has been told. */
NONNULL CHECKED bool line_heed(const struct lines *l, size_t which, struct instant now);

/* Whether there is something for lines_follow. */
NONNULL static inline bool lines_are_due(const int sockets[LIMIT_CALLS], unsigned wants)
{
    return (wants & CONN_CALL) != 0 || (sockets[0] & sockets[1] & sockets[2]) != -1;
}

NONNULL static inline uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The engines that are more than a row of the table. */
NONNULL bool iterative_run(struct service *s);
NONNULL bool fork_run(struct service *s);
NONNULL bool prefork_run(struct service *s);
NONNULL bool thread_run(struct service *s);
NONNULL bool epoll_threads_run(struct service *s);
NONNULL bool green_run(struct service *s);

#endif
