/* SPDX-License-Identifier: MIT */
/*
 * Last in, first out: the buffer used last is the one still in the processor's cache, and pages
 * that were never needed are never touched.
 */
#include "http/conn.h"

#include <assert.h>

void pool_stock(struct pool *p, void *arena, size_t size, size_t count)
{
    *p = (struct pool){.arena = arena, .size = size, .count = count};
}

void *pool_peek(struct pool *p)
{
    if (p->back != NULL)
        return p->back;
    if (p->touched < p->count)
        return p->arena + p->size * p->touched;
    p->missed = true;
    return NULL;
}

void *pool_take(struct pool *p)
{
    void *buffer = pool_peek(p);
    if (buffer == NULL)
        return NULL;
    if (buffer == p->back)
        memcpy(&p->back, buffer, sizeof p->back);
    else
        p->touched++;
    p->lent++;
    return buffer;
}

void pool_give(struct pool *p, void *buffer)
{
    if (buffer == NULL)
        return;
    assert(p->lent > 0);
    memcpy(buffer, &p->back, sizeof p->back);
    p->back = buffer;
    p->lent--;
}
