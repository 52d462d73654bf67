/* SPDX-License-Identifier: MIT */
/*
 * Last in, first out: the buffer used last is the one still in the processor's cache, and pages
 * that were never needed are never touched. Calls nothing; knows nothing of connections.
 */
#include "http/pool.h"

#include <assert.h>

void pool_stock(struct pool *p, enum pool_shelf shelf, void *arena, size_t size, void **stack,
                size_t count)
{
    p->shelf[shelf].stack = stack;
    p->shelf[shelf].ready = count;
    p->shelf[shelf].count = count;
    p->missed = p->again = false;
    for (size_t i = 0; i < count; i++)
        stack[i] = (char *)arena + size * i;
}

void *pool_peek(struct pool *p, enum pool_shelf shelf)
{
    size_t ready = p->shelf[shelf].ready;
    p->missed = p->missed || ready == 0;
    return ready > 0 ? p->shelf[shelf].stack[ready - 1] : NULL;
}

void *pool_take(struct pool *p, enum pool_shelf shelf)
{
    void *buffer = pool_peek(p, shelf);
    if (buffer != NULL)
        p->shelf[shelf].ready--;
    return buffer;
}

void pool_give(struct pool *p, enum pool_shelf shelf, void *buffer)
{
    assert(p->shelf[shelf].ready < p->shelf[shelf].count);
    p->shelf[shelf].stack[p->shelf[shelf].ready++] = buffer;
    p->again = p->missed;
}
