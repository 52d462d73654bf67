/* SPDX-License-Identifier: MIT */
/*
 * A bounded stock of equal buffers on two shelves: workspaces (one per busy connection) and large
 * bodies (one per request body that does not fit a workspace). The engine owns all the memory and
 * gives it in one piece per shelf; the pool only lends. One pool serves one thread.
 */
#ifndef HTTP_POOL_H
#define HTTP_POOL_H

#include "http/text.h"

enum pool_shelf { POOL_WORK = 0, POOL_LARGE, POOL_COUNT };

struct pool {
    struct {
        void **stack; /* borrowed; its first `ready` entries are free buffers */
        size_t ready;
        size_t count;
    } shelf[POOL_COUNT];
    bool missed; /* somebody found a shelf empty */
    bool again;  /* and something was given back since: the engine resets both */
};

/* Cuts `count` buffers of `size` octets out of the arena. Arena and stack (`count` entries) stay
   the caller's and must outlive the pool. */
NONNULL void pool_stock(struct pool *p, enum pool_shelf shelf, void *arena, size_t size,
                        void **stack, size_t count);

/* The buffer that pool_take would give next, or NULL. It may be written into. */
NONNULL CHECKED void *pool_peek(struct pool *p, enum pool_shelf shelf);
NONNULL CHECKED void *pool_take(struct pool *p, enum pool_shelf shelf);
NONNULL void pool_give(struct pool *p, enum pool_shelf shelf, void *buffer);

#endif
