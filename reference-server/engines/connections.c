/* SPDX-License-Identifier: MIT */
/*
 * The table of connections. All memory is reserved at the start, so nothing can fail for want of it
 * later; at the maximum newcomers stay in the accept queue.
 */
#include "engines/connections.h"

#include <stdlib.h>
#include <sys/socket.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool stock(struct connections *cs, enum pool_shelf shelf, size_t size, size_t count)
{
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
    cs->live = calloc(cs->max, sizeof(struct link *));
    if (cs->links == NULL || cs->live == NULL)
        return false;
    for (size_t i = 0; i < cs->max; i++)
        cs->live[i] = &cs->links[i];
    return true;
}

bool connections_init(struct connections *cs, const struct engine_setup *setup)
{
    *cs = (struct connections){
        .max = setup->max_connections, .config = setup->config, .tracker = setup->tracker};
    cs->config.pool = &cs->pool;
    if (make_links(cs) &&
        stock(cs, POOL_WORK, sizeof(struct workspace), smaller(cs->max, CONNECTIONS_WORK_MAX)) &&
        stock(cs, POOL_BODY, LIMIT_BODY, smaller(cs->max, CONNECTIONS_BODY_MAX)))
        return true;
    connections_release(cs);
    return false;
}

void connections_release(struct connections *cs)
{
    while (cs->count > 0)
        connections_close(cs, cs->count - 1);
    for (size_t i = 0; i < POOL_COUNT; i++) {
        free(cs->arena[i]);
        free(cs->stack[i]);
    }
    free(cs->live);
    free(cs->links);
}

bool connections_full(const struct connections *cs)
{
    return cs->count == cs->max;
}

static void open_link(struct connections *cs, int fd, const struct sockaddr_storage *peer,
                      struct instant now)
{
    struct link *link = cs->live[cs->count++];
    connection_open(&link->tracked, cs->tracker, fd);
    link->tracked.loopback = address_is_loopback(peer);
    address_text(peer, link->tracked.peer);
    conn_init(&link->conn, &cs->config, now);
    link->conn.owner = &link->tracked;
}

enum newcomer connections_accept(struct connections *cs, int listener, struct instant now)
{
    enum newcomer result = NEWCOMER_TAKEN;
    while (result == NEWCOMER_TAKEN && !connections_full(cs)) {
        int fd = -1;
        struct sockaddr_storage peer;
        result = listen_accept(listener, &fd, &peer);
        if (result == NEWCOMER_TAKEN)
            open_link(cs, fd, &peer, now);
    }
    return result;
}

void connections_close(struct connections *cs, size_t index)
{
    struct link *link = cs->live[index];
    conn_release(&link->conn);
    connection_close(&link->tracked);
    cs->live[index] = cs->live[--cs->count];
    cs->live[cs->count] = link;
}

uint64_t connections_deadline(const struct connections *cs)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < cs->count; i++) {
        uint64_t due = conn_deadline(&cs->live[i]->conn);
        first = due < first ? due : first;
    }
    return first;
}

void connections_keep_none(struct connections *cs)
{
    static const atomic_bool never = false;
    cs->config.keep_alive = &never;
}

void connections_drain(struct connections *cs, struct instant now)
{
    for (size_t i = 0; i < cs->count; i++)
        conn_drain(&cs->live[i]->conn, now);
}

bool connections_cut_off(struct connections *cs)
{
    bool busy = false;
    while (cs->count > 0) {
        /* Draining, whoever has not half-closed yet is still in the middle of a request. */
        busy = busy || (conn_wants(&cs->live[cs->count - 1]->conn) & CONN_SHUT_WRITE) == 0;
        connections_close(cs, cs->count - 1);
    }
    return busy;
}
