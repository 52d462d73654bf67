/* SPDX-License-Identifier: MIT */
/*
 * The table of connections. All memory is reserved at the start, so nothing can fail for want of it
 * later. Free places are a list through the table; the one used last is used next.
 */
#include "engines/loop.h"

#include <stdlib.h>

bool links_init(struct loop *l)
{
    uint64_t most = l->service->max_connections;
    bool stocked = service_stock(l->service, most);
    l->top = 1;
    l->links = calloc(1 + most, sizeof *l->links);
    l->places = (1 + most) * LINK_TOKENS;
    l->ready = malloc(l->places * sizeof *l->ready);
    l->waiting = l->waiter->open(l->places);
    return stocked && l->links != NULL && l->ready != NULL && l->waiting != NULL;
}

bool links_release(struct loop *l)
{
    bool busy = false;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        /* Draining, whoever has not half-closed yet is still in the middle of a request. */
        busy = busy || (conn_wants(&link->conn) & CONN_SHUT_WRITE) == 0;
        link_close(l, link);
    }
    service_release(l->service);
    if (l->waiting != NULL)
        l->waiter->close(l->waiting);
    free(l->ready);
    free(l->links);
    return busy;
}

struct link *link_open(struct loop *l, const struct newcomer *n, struct instant now)
{
    struct link *link = &l->links[l->spare != 0 ? l->spare : l->top];
    if (l->spare == 0)
        link->token = (uint64_t)l->top++ * LINK_TOKENS;
    l->spare = link->spare;
    l->count++;
    link->loop = l;
    link->watched = UNWATCHED;
    link_begin(link, l->service, n, now);
    return link;
}

void link_close(struct loop *l, struct link *link)
{
    l->waiter->forget(l, link->token, link->tracked.socket);
    link_end(link);
    link->token += GENERATION;
    link->spare = l->spare;
    l->spare = (uint32_t)(link - l->links);
    l->count--;
    l->service->accept_again = 0; /* there is a place and a descriptor again */
}

uint64_t place_token(const struct loop *l, uint32_t place)
{
    return l->links[place / LINK_TOKENS].token + place % LINK_TOKENS;
}

struct link *link_get(const struct loop *l, uint64_t token)
{
    uint32_t place = (uint32_t)token / LINK_TOKENS;
    bool leads = place < l->top && l->links[place].token / GENERATION == token / GENERATION;
    return leads ? &l->links[place] : NULL;
}

struct link *link_next(const struct loop *l, struct link *link)
{
    size_t place = link != NULL ? (size_t)(link - l->links) + 1 : 1;
    while (place < l->top && l->links[place].tracked.socket == -1)
        place++;
    return place < l->top ? &l->links[place] : NULL;
}

struct link *link_idle(const struct loop *l)
{
    struct link *idle = NULL;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        uint64_t first = idle != NULL ? conn_idle_since(&idle->conn) : UINT64_MAX;
        if (conn_idle_since(&link->conn) < first)
            idle = link;
    }
    return idle;
}
