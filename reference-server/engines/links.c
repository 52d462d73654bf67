/* SPDX-License-Identifier: MIT */
/*
 * The table of connections. All memory is reserved at the start, so nothing can fail for want of it
 * later. Free places are a list through the table; the one used last is used next.
 */
#include "engines/loop.h"

#include <stdlib.h>

bool links_init(struct loop *l)
{
    size_t most = l->service->max_connections;
    size_t works = most < LIMIT_WORK ? most : LIMIT_WORK;
    size_t larges = most < LIMIT_LARGE ? most : LIMIT_LARGE;
    pool_stock(&l->work, malloc(works * sizeof(struct workspace)), sizeof(struct workspace), works);
    pool_stock(&l->large, malloc(larges * LIMIT_BODY), LIMIT_BODY, larges);
    l->service->config.work = &l->work;
    l->service->config.large = &l->large;
    l->top = PLACE_LINKS;
    l->links = calloc(PLACE_LINKS + most, sizeof *l->links);
    return l->links != NULL && l->work.arena != NULL && l->large.arena != NULL;
}

bool links_release(struct loop *l)
{
    bool busy = false;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        /* Draining, whoever has not half-closed yet is still in the middle of a request. */
        busy = busy || (conn_wants(&link->conn) & CONN_SHUT_WRITE) == 0;
        link_close(l, link);
    }
    free(l->work.arena);
    free(l->large.arena);
    free(l->links);
    return busy;
}

struct link *link_open(struct loop *l, int fd, const struct sockaddr_storage *peer,
                       struct instant now)
{
    uint32_t place = l->spare != 0 ? l->spare : l->top++;
    struct link *link = &l->links[place];
    l->spare = link->spare;
    l->count++;
    link->watched = UNWATCHED;
    memset(link->lines, -1, sizeof link->lines);
    connection_open(&link->tracked, l->service->tracker, fd);
    link->tracked.loopback = address_text(peer, link->tracked.peer);
    conn_init(&link->conn, &l->service->config, now);
    link->conn.owner = &link->tracked;
    return link;
}

void link_close(struct loop *l, struct link *link)
{
    waiter_forget(l, link_handle(l, link), link->tracked.socket);
    conn_release(&link->conn);
    if (lines_are_due(link->lines, CONN_CLOSE))
        (void)link_follow(l, link, CONN_CLOSE, (struct instant){.ms = 0}); /* they are over */
    connection_close(&link->tracked);
    link->generation++;
    link->spare = l->spare;
    l->spare = (uint32_t)(link - l->links);
    l->count--;
    l->service->accept_again = 0; /* there is a place and a descriptor again */
}

uint64_t link_handle(const struct loop *l, const struct link *link)
{
    return (uint64_t)link->generation << 32 | (uint64_t)(link - l->links);
}

/* The place of the link that has this place, or whose line does. */
static size_t link_place(const struct loop *l, size_t place)
{
    return place < first_line(l) ? place : PLACE_LINKS + (place - first_line(l)) / LIMIT_CALLS;
}

uint64_t place_token(const struct loop *l, size_t place)
{
    return (uint64_t)l->links[link_place(l, place)].generation << 32 | place;
}

struct link *link_get(const struct loop *l, uint64_t handle)
{
    size_t place = link_place(l, handle & UINT32_MAX);
    bool leads = place < l->top && l->links[place].generation == handle >> 32;
    return leads ? &l->links[place] : NULL;
}

struct link *link_next(const struct loop *l, struct link *link)
{
    size_t place = link != NULL ? (size_t)(link - l->links) + 1 : PLACE_LINKS;
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
