/* SPDX-License-Identifier: MIT */
/* A list of connections, each with a queue of responses that are due. */
#include "run/links.h"

#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

void links_init(struct links *l, struct arena *arena)
{
    *l = (struct links){.arena = arena};
}

struct link *links_find(const struct links *l, const char *name)
{
    for (struct link *k = l->first; k; k = k->next) {
        if (k->name && strcmp(k->name, name) == 0)
            return k;
    }
    return NULL;
}

bool links_unasked(const struct link *k)
{
    char octet;
    for (size_t i = 0; i < k->pending_count; i++) {
        if (!k->queue[i].received)
            return false;
    }
    return k->raw.received.length > 0 ||
           recv(k->raw.fd, &octet, sizeof octet, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static const char *const outcomes[CONNECT_COUNT] = {
    [CONNECT_NONE] = "no connection was tried",
    [CONNECT_ACCEPTED] = "accepted",
    [CONNECT_REFUSED] = "connection refused",
    [CONNECT_TIMED_OUT] = "connecting timed out",
    [CONNECT_FAILED] = "no connection could be tried from here",
};

struct link *links_open(struct links *l, const char *name, unsigned level,
                        const struct endpoint *to, int64_t deadline, struct exchange *x)
{
    struct raw raw;
    if (l->count == LINKS_MAX) {
        x->connect = CONNECT_FAILED;
        exchange_problem(x, "more than %d connections open at once", LINKS_MAX);
        return NULL;
    }
    x->connect = raw_open(&raw, to, deadline);
    if (x->connect != CONNECT_ACCEPTED) {
        exchange_problem(x, "%s", outcomes[x->connect]);
        return NULL;
    }
    struct link *k = arena_zero(l->arena, 1, sizeof *k);
    *k = (struct link){.name = name, .level = level, .open = true, .raw = raw, .next = l->first};
    l->first = k;
    l->count++;
    return k;
}

bool links_expect(struct links *l, struct link *link, const struct pending *p)
{
    if (link->pending_count == LINK_PENDING_MAX)
        return false;
    if (link->pending_count == link->pending_room)
        link->queue = arena_grow(l->arena, link->queue, link->pending_count, &link->pending_room,
                                 sizeof *link->queue);
    link->queue[link->pending_count++] = *p;
    return true;
}

void links_receive(struct link *link, struct exchange *until, int64_t deadline)
{
    for (size_t i = 0; i < link->pending_count; i++) {
        struct pending *p = &link->queue[i];
        if (!p->received)
            raw_receive(&link->raw, p->x, p->started, deadline);
        p->received = true;
        if (p->x == until)
            return;
    }
}

struct link *links_find_background(const struct links *l, const char *background,
                                   struct pending **found)
{
    for (struct link *k = l->first; k; k = k->next) {
        for (size_t i = 0; i < k->pending_count; i++) {
            *found = &k->queue[i];
            if (k->queue[i].background && strcmp(k->queue[i].background, background) == 0)
                return k;
        }
    }
    *found = NULL;
    return NULL;
}

void links_close(struct links *l, struct link *link)
{
    for (struct link **at = &l->first; *at; at = &(*at)->next) {
        if (*at != link)
            continue;
        *at = link->next;
        l->count--;
        break;
    }
    raw_close(&link->raw);
    link->open = false;
    for (size_t i = 0; i < link->pending_count; i++)
        exchange_release(link->queue[i].x);
    link->pending_count = 0;
}

void links_close_level(struct links *l, unsigned level)
{
    struct link *next;
    for (struct link *k = l->first; k; k = next) {
        next = k->next;
        if (k->level >= level)
            links_close(l, k);
    }
}
