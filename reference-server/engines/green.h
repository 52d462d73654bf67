/* SPDX-License-Identifier: MIT */
/*
 * Green threads, many on few: each connection has a task, which has a stack of its own and is
 * written as if it could block; a worker thread for each processor runs whichever tasks have
 * something to do. Where a thread would wait in poll(2), a task parks itself: its worker tells
 * epoll(7) what it waits for and takes up the next. green.c has the tasks, workers.c who runs them.
 */
#ifndef ENGINES_GREEN_H
#define ENGINES_GREEN_H

#include "engines/context.h"
#include "engines/crowd.h"

#include <sys/epoll.h>

/* What every seat waits for first, news and plea, is the same for all. */
enum { COMMON = 2 };

enum { WOKEN = 1U << 16, OUSTED = 1U << 17 }; /* beside the events of epoll */

struct task {
    struct seat seat; /* the first: park() finds the rest by it */
    struct service service;
    struct green *green;
    struct worker *worker; /* runs it now, or did last */
    struct context context;
    struct newcomer newcomer;   /* to begin with */
    const struct pollfd *waits; /* borrowed from who parks; NULL without a connection */
    size_t count;
    uint64_t until;
    bool parked;       /* nobody runs it, and it is in no queue */
    atomic_uint woken; /* what it has heard since it last looked */
    struct task *next; /* in a queue, or among the spare */
};

struct worker {
    struct green *green;
    pthread_t thread;
    struct context context; /* the thread's own */
    pthread_mutex_t lock;   /* of its queue */
    struct task *first, **last;
};

struct green {
    struct crowd crowd;     /* the first: its ways find the rest by it */
    struct worker *workers; /* owned, one for each processor that is ours */
    size_t cores, hired;    /* and how many of them run */
    int epoll, bell;        /* owned */
    atomic_size_t queued;   /* tasks in all queues */
    atomic_uint asleep;     /* workers, or about to be */
    atomic_uint stops;      /* heard of by workers */
    atomic_uint ended;      /* connections, since the crowd last asked */
    atomic_ullong due;      /* no task that is parked is due before */
    atomic_bool over;
    pthread_mutex_t lock; /* of what follows, of who is parked, and until when */
    struct task *tasks;   /* owned, one per place; touched only in use */
    size_t top;           /* behind the highest place ever used */
    struct task *spare;   /* whose connection is over: others can use the stacks */
};

/* Runs tasks until all is over. */
NONNULL void *worker_run(void *worker);

/* One worker hears of these events on the descriptor, once if so asked. False with errno. */
NONNULL CHECKED bool green_watch(int epoll, int fd, uint32_t events, void *what);
/* Whoever waits there, or else who will next, returns. */
NONNULL bool green_ring(struct green *g, int epoll);

#endif
