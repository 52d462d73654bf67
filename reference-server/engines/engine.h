/* SPDX-License-Identifier: MIT */
/*
 * The room that performs the I/O, once for each architecture of a server. An engine moves octets
 * and time between descriptors and connections and knows nothing of HTTP beyond http/conn.h.
 * engines.c and socket.c are what all of them share. Event engines are loop.h around one of three
 * waiters, the others are crowd.h: helpers that each serve a connection.
 */
#ifndef ENGINES_ENGINE_H
#define ENGINES_ENGINE_H

#include "http/conn.h"
#include "resources.h"

#include <poll.h>
#include <sys/socket.h>

struct loop;
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

/* Who has been accepted: a non-blocking socket, and who is at its other end. */
struct newcomer {
    int fd;
    struct sockaddr_storage peer;
};

/* What an engine is asked to do. Whoever serves beside others, in a thread or a process of its own,
   has a copy: what it has heard of a stop, and when it rests, is its own. */
struct service {
    const struct engine *engine;
    int listener; /* tracked, from listen_open; owned; -1 once draining */
    bool common;  /* others accept from the same listener */
    int news[2]; /* borrowed: signals_take tells of the first stop from [0], of the next from [1] */
    struct tracker *tracker;   /* borrowed */
    struct conn_config config; /* complete but for the pools, which are below */
    uint64_t max_connections;  /* of this copy */
    uint64_t max_of_all;       /* of the whole server */
    uint64_t drain_ms;         /* how long a graceful stop may take */

    unsigned stops;          /* heard of so far */
    uint64_t drain_end;      /* UINT64_MAX until the first; 0 after a second one */
    uint64_t accept_again;   /* the listener is not to be watched before */
    struct pool work, large; /* their memory is owned, from service_stock */
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

/* The rest is for the room itself. Milliseconds until that moment, as poll(2) takes them: zero if
   it has passed. */
int clock_left(uint64_t until, struct instant now);
/* For who could not wait for want of memory: that passes, and nobody is lost. */
void clock_pause(void);

/* Memory for so many connections; false: not enough, and to be released all the same. */
NONNULL CHECKED bool service_stock(struct service *s, uint64_t connections);
NONNULL void service_release(struct service *s);
/* False: nobody waits, or descriptors or memory are short; then the listener rests. */
NONNULL CHECKED bool service_accept(struct service *s, struct newcomer *n, struct instant now);
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
/* Takes the signals that have come; how many of them ask to stop. A pipe that nobody can write to
   any more asks for it, too. */
unsigned signals_take(int signals);

/* A client's connection and the sockets that belong to it, as a loop or a seat keeps them. */
struct link {
    struct conn conn;
    struct tracked_connection tracked; /* its socket is -1 once it has ended */
    int lines[LIMIT_CALLS];            /* owned: to other servers, for its calls; -1 for none */
    struct loop *loop;                 /* that waits for all of them; NULL if it has a seat */
    /* The rest is the loop's. */
    uint64_t token;   /* of its socket; those of its lines follow */
    uint32_t watched; /* CONN_READ and CONN_WRITE as told to the waiter; UNWATCHED at first */
    uint32_t spare;   /* the free place to use after this one; 0 for none */
};

/* Takes the descriptor over. */
NONNULL void link_begin(struct link *l, const struct service *s, const struct newcomer *n,
                        struct instant now);
/* Reads if `readable`, then writes as long as the socket takes it, within a fair share; its calls
   follow. Returns what the connection wants then; CONN_CLOSE if the peer is lost. */
NONNULL CHECKED unsigned link_step(struct link *l, bool readable, struct instant now);
NONNULL void link_end(struct link *l);

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
