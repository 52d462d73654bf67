/* SPDX-License-Identifier: MIT */
/*
 * Engines whose work is done by helpers. A seat is one connection served by who may block; a crowd
 * is the life of the one who has helpers: it accepts, hands over, tells them of a stop, waits until
 * the last has left. Helpers are processes or threads.
 */
#ifndef ENGINES_CROWD_H
#define ENGINES_CROWD_H

#include "engines/engine.h"

#include <pthread.h>

/* poll(2) until that moment. If it fails it pauses, and the first is said to be readable: news of a
   stop is waited for there, and looking is harmless. */
NONNULL struct instant wait_for(struct pollfd *p, size_t count, uint64_t until, struct instant now);

/* Where one connection is served at a time. */
struct seat {
    struct service *service; /* borrowed; stocked for one connection */
    int plea; /* borrowed; readable when an idle one should give way: the listener, or a semaphore,
                 and who takes one of it goes; -1 for none */
    /* Waits as wait_for does, but blocks nobody else; NULL if it may block. */
    struct instant (*park)(struct seat *s, struct pollfd *p, size_t count, uint64_t until);
    void (*stop)(struct seat *s); /* when a graceful stop begins; NULL if there is nothing to do */
    struct link link;
};

/* From its begin to its end; takes the descriptor over. False: a request had to be cut off. */
NONNULL CHECKED bool seat_live(struct seat *s, const struct newcomer *n);

struct crowd;

/* What the helpers are. */
struct helpers {
    bool (*open)(struct crowd *c);   /* false with errno; to be closed all the same */
    size_t (*reap)(struct crowd *c); /* lets go of helpers that have left: how many */
    void (*kill)(struct crowd *c);   /* those who do not leave; NULL if they always do */
    void (*close)(struct crowd *c);  /* NULL if there is nothing more to close */
};

extern const struct helpers processes, threads;

struct crowd {
    struct service *service; /* borrowed */
    const struct helpers *helpers;
    bool (*begin)(struct crowd *c); /* once all is open; false with errno; NULL: nothing to do */
    /* Hands the newcomer to a helper; false: it cannot be done now. NULL if helpers accept. */
    bool (*take)(struct crowd *c);
    bool (*replace)(struct crowd *c); /* makes a helper that accepts; NULL if none is missed */
    size_t most;                      /* helpers */
    size_t count;                     /* helpers there are */
    atomic_bool cut;                  /* one of them cut a request off, or died */
    uint64_t kill_at;                 /* when those who have not left by themselves are killed */
    struct service of_each;           /* as a helper gets it; without a listener */
    int tell[2];                      /* owned: closing one tells all helpers; -1 once told */
    int plea;                         /* owned */
    int left;             /* owned; readable when a helper has left; -1 if a signal says so */
    struct newcomer next; /* owned, accepted and not handed over yet; or its descriptor is -1 */

    struct tracker *trackers; /* of processes: owned, shared by all, one per place */
    pid_t *pids;              /* owned; 0 for a free place */
    int leave;                /* of threads: owned, the other end of `left` */
};

/* From opening to closing: until a stop, and until the last helper has left. As engine_run. */
NONNULL bool crowd_run(struct crowd *c);

/* Where a process works, of_each is its own. */
NONNULL CHECKED bool process_start(struct crowd *c, bool (*work)(struct crowd *c));

/* Whatever a thread does is over soon after it has heard of a stop. */
struct thread {
    struct crowd *crowd;
    pthread_t id;
    bool (*work)(struct thread *t);
    struct service service; /* its own; what it holds is released at the end */
    struct seat seat;       /* if it has one, and the newcomer for it */
    struct newcomer newcomer;
};

/* False: no thread, or it could not be prepared; the newcomer remains the crowd's. */
NONNULL CHECKED bool thread_start(struct crowd *c, bool (*prepare)(struct thread *t),
                                  bool (*work)(struct thread *t));

#endif
