/* SPDX-License-Identifier: MIT */
/*
 * The table of connections. All memory is reserved at the start, so nothing can fail for want of it
 * later.
 */
#include "engines/connections.h"

#include "engines/listen.h"

#include <stdlib.h>

static bool stock(struct connections *cs, enum pool_shelf shelf, size_t size, size_t most)
{
    size_t count = cs->max < most ? cs->max : most;
    cs->arena[shelf] = malloc(size * count);
    cs->stack[shelf] = malloc(count * sizeof(void *));
    if (cs->arena[shelf] == NULL || cs->stack[shelf] == NULL)
        return false;
    pool_stock(&cs->pool, shelf, cs->arena[shelf], size, cs->stack[shelf], count);
    return true;
}

static bool make_links(struct connections *cs)
{
    cs->links = calloc(cs->max, sizeof *cs->links);
    cs->spare = malloc(cs->max * sizeof *cs->spare);
    if (cs->links == NULL || cs->spare == NULL)
        return false;
    for (size_t i = 0; i < cs->max; i++)
        cs->spare[i] = (uint32_t)(cs->max - 1 - i);
    return true;
}

bool connections_init(struct connections *cs, const struct engine_setup *setup)
{
    *cs = (struct connections){
        .max = setup->max_connections, .config = setup->config, .tracker = setup->tracker};
    cs->config.pool = &cs->pool;
    if (make_links(cs) && stock(cs, POOL_WORK, sizeof(struct workspace), LIMIT_WORK) &&
        stock(cs, POOL_LARGE, LIMIT_BODY, LIMIT_LARGE))
        return true;
    (void)connections_release(cs);
    return false;
}

bool connections_release(struct connections *cs)
{
    bool busy = false;
    for (struct link *link; (link = connections_next(cs, 0)) != NULL;) {
        /* Draining, whoever has not half-closed yet is still in the middle of a request. */
        busy = busy || (conn_wants(&link->conn) & CONN_SHUT_WRITE) == 0;
        connections_close(cs, link);
    }
    for (size_t i = 0; i < POOL_COUNT; i++) {
        free(cs->arena[i]);
        free(cs->stack[i]);
    }
    free(cs->spare);
    free(cs->links);
    return busy;
}

struct link *connections_open(struct connections *cs, int fd, const struct sockaddr_storage *peer,
                              struct instant now)
{
    uint32_t place = cs->spare[cs->max - ++cs->count];
    struct link *link = &cs->links[place];
    cs->top = place < cs->top ? cs->top : place + 1;
    link->place = place;
    link->open = true;
    link->watched = 0;
    connection_open(&link->tracked, cs->tracker, fd);
    link->tracked.loopback = address_is_loopback(peer);
    address_text(peer, link->tracked.peer);
    conn_init(&link->conn, &cs->config, now);
    link->conn.owner = &link->tracked;
    return link;
}

void connections_close(struct connections *cs, struct link *link)
{
    conn_release(&link->conn);
    connection_close(&link->tracked);
    link->generation++;
    link->open = false;
    cs->spare[cs->max - cs->count--] = link->place;
}

uint64_t connections_handle(const struct link *link)
{
    return (uint64_t)link->generation << 32 | link->place;
}

struct link *connections_get(const struct connections *cs, uint64_t handle)
{
    size_t place = handle & UINT32_MAX;
    if (place >= cs->top || cs->links[place].generation != handle >> 32)
        return NULL;
    return &cs->links[place];
}

struct link *connections_next(const struct connections *cs, size_t place)
{
    for (; place < cs->top; place++)
        if (cs->links[place].open)
            return &cs->links[place];
    return NULL;
}

struct link *connections_idle(const struct connections *cs)
{
    struct link *idle = NULL;
    uint64_t first = UINT64_MAX;
    for (struct link *link = connections_next(cs, 0); link != NULL;
         link = connections_next(cs, link->place + 1)) {
        if (conn_idle_since(&link->conn) < first) {
            first = conn_idle_since(&link->conn);
            idle = link;
        }
    }
    return idle;
}
