/* SPDX-License-Identifier: MIT */
/*
 * Calls of an event loop: a line is a connection to another server, on the way for one call of one
 * link. The link owns its lines. A line knows its link by handle, and the call knows its line by
 * handle: neither keeps the other alive, and who asks for one that is gone reads null.
 */
#include "engines/loop.h"

static struct call *call_of(const struct loop *l, const struct link *line)
{
    struct link *caller = link_get(l, line->caller);
    struct call *call = caller != NULL ? conn_call(&caller->conn, line->which) : NULL;
    return call != NULL && call->line == link_handle(l, line) ? call : NULL;
}

static void line_close(struct loop *l, struct link *line)
{
    waiter_forget(l, link_handle(l, line), line->tracked.socket);
    tracker_close(l->service->tracker, TRACKED_SOCKETS, line->tracked.socket);
    line->tracked.socket = -1;
    line->caller = 0;
    link_give(l, line);
    l->lines--;
}

/* Moves the octets of its call. */
static void line_move(struct loop *l, struct link *line, struct call *call)
{
    uint32_t before = line->watched;
    line->watched = call_move(line->tracked.socket, call);
    if (line->watched != CONN_CLOSE && line->watched != before &&
        !waiter_watch(l, call->line, line->tracked.socket, line->watched, before == UNWATCHED))
        call_fail(call, 503, "nobody can listen to so many");
}

/* Returns its place, or 0: the call has failed. */
static uint32_t line_open(struct loop *l, struct link *link, uint32_t which, struct call *call)
{
    int socket = -1;
    if (l->lines < LIMIT_LINES)
        socket = call_dial(call, l->service->tracker);
    else
        call_fail(call, 503, "too many calls at once");
    if (socket == -1)
        return 0;
    struct link *line = link_take(l);
    l->lines++;
    line->tracked.socket = socket;
    line->caller = link_handle(l, link);
    line->which = which;
    call->line = link_handle(l, line);
    line_move(l, line, call);
    return (uint32_t)(line - l->links);
}

unsigned lines_follow(struct loop *l, struct link *link, unsigned wants, struct instant now)
{
    for (bool ended = true; ended;) {
        ended = false;
        for (uint32_t i = 0; i < LIMIT_CALLS; i++) {
            struct call *call = conn_call(&link->conn, i);
            struct link *line = link->lines[i] != 0 ? &l->links[link->lines[i]] : NULL;
            if (line != NULL && call_of(l, line) == NULL) {
                line_close(l, line);
                link->lines[i] = 0;
                link->calling--;
            }
            if (call == NULL || call->line != 0)
                continue;
            link->lines[i] = line_open(l, link, i, call);
            link->calling += link->lines[i] != 0;
            ended = ended || call_wants(call) == CONN_CLOSE;
        }
        if (ended) {
            conn_expire(&link->conn, now);
            wants = socket_move(link->tracked.socket, &link->conn, false, now);
        }
    }
    return wants;
}

struct link *line_heed(struct loop *l, struct link *line, struct instant now)
{
    struct link *caller = link_get(l, line->caller);
    struct call *call = call_of(l, line);
    if (call == NULL)
        return NULL;
    line_move(l, line, call);
    if (call_wants(call) != CONN_CLOSE)
        return NULL;
    conn_expire(&caller->conn, now);
    return caller;
}
