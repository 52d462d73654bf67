/* SPDX-License-Identifier: MIT */
/*
 * Engines whose work is done by helpers. A seat is one connection served by who may block; a crowd
 * is the life of the one who has helpers: it accepts, hands over, tells them of a stop, waits until
 * the last has left. Helpers are processes (a family) or threads (a team).
 */
#ifndef ENGINES_CROWD_H
#define ENGINES_CROWD_H

#include "engines/engine.h"

#include <pthread.h>

/* poll(2) until that moment. If it fails it pauses, and the first is said to be readable: news of a
   stop is waited for there, and looking is harmless. */
NONNULL struct instant wait_for(struct pollfd *p, size_t count, uint64_t until, struct instant now);

/* The memory for one connection at a time, and the connection. */
struct seat {
    struct service *service; /* borrowed */
    int plea;                /* borrowed; readable when an idle one should give way; or -1 */
    bool counted;            /* the plea is a semaphore: who takes one of it goes */
    /* Waits as wait_for does, but blocks nobody else; NULL if it may block. */
    struct instant (*park)(struct seat *s, struct pollfd *p, size_t count, uint64_t until);
    struct pool work, large;
    struct conn conn;
    struct tracked_connection tracked;
    int lines[LIMIT_CALLS]; /* owned: to other servers; -1 for none */
    bool cut;               /* the last one had to be cut off */
};

/* False: no memory; to be released all the same. */
NONNULL CHECKED bool seat_init(struct seat *s, struct service *service);
NONNULL void seat_release(struct seat *s);

/* Takes the descriptor over. */
NONNULL void seat_open(struct seat *s, int fd, const struct sockaddr_storage *peer);
/* True: the connection is over, and is to be closed. False: a graceful stop begins; to be called
   again after seat_drain. */
NONNULL CHECKED bool seat_serve(struct seat *s);
NONNULL void seat_drain(struct seat *s);
NONNULL void seat_close(struct seat *s);
/* From open to close. False: a request had to be cut off. */
NONNULL bool seat_live(struct seat *s, int fd, const struct sockaddr_storage *peer);

struct crowd;

struct crowd_ways {
    /* Hands the newcomer to a helper; false: it cannot be done now. NULL if helpers accept. */
    bool (*take)(struct crowd *c);
    /* Lets go of helpers that have left, for whom accept_again is to be made 0; or starts others.
     */
    void (*reap)(struct crowd *c, struct instant now);
    void (*kill)(struct crowd *c); /* those who do not leave; NULL if they always do */
};

struct crowd {
    struct service *service; /* borrowed */
    const struct crowd_ways *ways;
    void *engine;           /* for the ways */
    int left;               /* borrowed; readable when a helper has left; -1 if a signal says so */
    size_t most;            /* helpers */
    size_t count;           /* helpers there are */
    uint64_t kill_at;       /* when those who have not left by themselves are killed */
    bool cut;               /* one of them cut a request off, or died */
    struct service of_each; /* as a helper gets it; without a listener */
    int tell[2];            /* owned: closing one tells all helpers; -1 once told */
    int plea;               /* owned */
    int newcomer;           /* owned, accepted and not handed over yet; or -1 */
    struct sockaddr_storage peer;
};

/* False with errno; to be closed all the same. */
NONNULL CHECKED bool crowd_open(struct crowd *c);
/* Until a stop, and until the last helper has left. */
NONNULL void crowd_run(struct crowd *c);
NONNULL void crowd_close(struct crowd *c);
/* In a helper that is a process: closes what only its parent may hold open. */
NONNULL void crowd_forsake(struct crowd *c);

/* Processes, each with a tracker of its own. */
struct family {
    struct tracker *whole;    /* borrowed */
    struct tracker *trackers; /* owned, shared by all; one per place */
    pid_t *pids;              /* owned; 0 for a free place */
    size_t places;
};

NONNULL CHECKED bool family_open(struct family *f, struct tracker *whole, size_t places);
/* 0 in the child, whose place is set; -1 with errno. */
NONNULL CHECKED pid_t family_fork(struct family *f, size_t *place);
/* How many have ended; `cut` is set if one did not end well. */
NONNULL CHECKED size_t family_reap(struct family *f, bool *cut);
NONNULL void family_kill(const struct family *f);
NONNULL void family_close(struct family *f);

/* Threads, each with an argument. Whatever they do is over soon after they have heard of a stop. */
struct hand {
    struct team *team;
    pthread_t thread;
    void *argument;   /* NULL for a free place */
    atomic_bool done; /* it can be joined */
    bool whole;       /* what the work returned */
};

struct team {
    bool (*work)(void *argument);
    void (*dismiss)(void *argument); /* after its end, by who reaps */
    struct hand *hands;              /* owned */
    size_t places;
    int left; /* owned; readable when somebody is done */
};

NONNULL CHECKED bool team_open(struct team *t, size_t places);
/* False: no thread, and the argument remains the caller's. */
NONNULL CHECKED bool team_start(struct team *t, void *argument);
NONNULL CHECKED size_t team_reap(struct team *t, bool *cut);
NONNULL void team_close(struct team *t);

#endif
