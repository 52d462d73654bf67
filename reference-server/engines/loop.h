/* SPDX-License-Identifier: MIT */
/*
 * One thread that serves all connections, whichever system call tells it who is ready. An engine of
 * this kind is a struct waiter; the loop does the rest.
 */
#ifndef ENGINES_LOOP_H
#define ENGINES_LOOP_H

#include "engines/engine.h"

/* What is watched for and what has happened; a hang-up and an error come unasked. */
enum {
    WAIT_READ = CONN_READ,
    WAIT_WRITE = CONN_WRITE,
    WAIT_HANG_UP = 16, /* neither side will send any more */
    WAIT_ERROR = 32,
};

struct ready {
    uint64_t token; /* as given to watch */
    unsigned events;
};

/* Descriptors are watched at places, from 0 up; low ones are used first. Readiness is told for as
   long as it lasts. */
struct waiter {
    /* NULL: not enough memory or descriptors. `places` is how many there are. */
    void *(*open)(size_t places);
    void (*close)(void *self);
    /* Begins to watch, or changes what for. False: the system has no room for it. */
    bool (*watch)(void *self, size_t place, uint64_t token, int fd, unsigned events, bool first);
    /* Before the descriptor is closed. */
    void (*forget)(void *self, size_t place);
    /* How many are ready, 0 when the time is over, -1 with errno. Room for all places. */
    int (*wait)(void *self, int timeout_ms, struct ready *ready);
};

NONNULL enum engine_end loop_run(const struct engine_setup *setup, const struct waiter *waiter);

#endif
