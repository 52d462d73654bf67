/* SPDX-License-Identifier: MIT */
/*
 * The live connections of one engine, up to a maximum, with the buffers that they share. Owns every
 * accepted socket. Must not know how the engine waits.
 */
#ifndef ENGINES_CONNECTIONS_H
#define ENGINES_CONNECTIONS_H

#include "engines/engine.h"
#include "engines/listen.h"

enum {
    CONNECTIONS_WORK_MAX = 1024, /* workspaces: connections busy in the same moment */
    CONNECTIONS_BODY_MAX = 16,   /* long request bodies in the same moment, 1 MiB each */
};

struct link {
    struct conn conn;
    struct tracked_connection tracked; /* holds the socket */
};

struct connections {
    struct link **live; /* owned; the first `count` are open, the others wait to be used */
    size_t count, max;
    struct link *links; /* owned: what `live` points to */
    void *arena[POOL_COUNT];
    void **stack[POOL_COUNT];
    struct pool pool;
    struct conn_config config;
    struct tracker *tracker;
};

/* False: not enough memory, and nothing is held. The memory is reserved, but touched only in use.
 */
__attribute__((nonnull, warn_unused_result)) bool connections_init(
    struct connections *cs, const struct engine_setup *setup);
__attribute__((nonnull)) void connections_release(struct connections *cs);

__attribute__((nonnull)) bool connections_full(const struct connections *cs);

/* Takes newcomers until nobody waits or the table is full. */
__attribute__((nonnull)) enum newcomer connections_accept(struct connections *cs, int listener,
                                                          struct instant now);

/* Closes the live connection at that index; the last one takes its place. */
__attribute__((nonnull)) void connections_close(struct connections *cs, size_t index);

/* The first moment at which any of them is due, or UINT64_MAX. */
__attribute__((nonnull)) uint64_t connections_deadline(const struct connections *cs);

/* From here on every answer is the last one of its connection. */
__attribute__((nonnull)) void connections_keep_none(struct connections *cs);

__attribute__((nonnull)) void connections_drain(struct connections *cs, struct instant now);

/* Closes all of them; whether any was in the middle of a request. */
__attribute__((nonnull)) bool connections_cut_off(struct connections *cs);

#endif
