/* SPDX-License-Identifier: MIT */
/*
 * The live connections of one engine, up to a maximum, with the buffers that they share. Owns every
 * accepted socket. Must not know how the engine waits.
 *
 * Others refer to a connection by a handle: a place and a generation. A handle is a weak reference:
 * once its connection is gone it leads to NULL, even if the place is used again.
 */
#ifndef ENGINES_CONNECTIONS_H
#define ENGINES_CONNECTIONS_H

#include "engines/engine.h"

struct sockaddr_storage;

struct link {
    struct conn conn;
    struct tracked_connection tracked; /* holds the socket */
    uint32_t place, generation;
    bool open;        /* the place is in use */
    unsigned watched; /* the engine's: what it waits for */
};

struct connections {
    struct link *links; /* owned: one per place */
    uint32_t *spare;    /* owned: the free places; the last of them is used next */
    size_t count, max;  /* open now, and at most */
    size_t top;         /* behind the highest place ever used */
    void *arena[POOL_COUNT];
    void **stack[POOL_COUNT];
    struct pool pool;
    struct conn_config config;
    struct tracker *tracker;
};

/* False: not enough memory, and nothing is held. The memory is reserved, but touched only in use.
 */
NONNULL CHECKED bool connections_init(struct connections *cs, const struct engine_setup *setup);

/* Closes all of them; whether any was in the middle of a request. */
NONNULL bool connections_release(struct connections *cs);

/* Takes the descriptor over; never when the table is full (count == max). */
NONNULL struct link *connections_open(struct connections *cs, int fd,
                                      const struct sockaddr_storage *peer, struct instant now);
NONNULL void connections_close(struct connections *cs, struct link *link);

NONNULL uint64_t connections_handle(const struct link *link);
NONNULL struct link *connections_get(const struct connections *cs, uint64_t handle);

/* The first open connection at or behind a place, or NULL: for walking through all of them. */
NONNULL struct link *connections_next(const struct connections *cs, size_t place);

/* The one that has waited longest for a request, or NULL if none does. */
NONNULL struct link *connections_idle(const struct connections *cs);

#endif
