/* SPDX-License-Identifier: MIT */
/*
 * One connection, served by somebody who does nothing else meanwhile: it waits for the peer, for
 * the connection's next deadline, and for news of a stop. Who has been idle for a while also
 * listens for the plea to make room. While its handler calls other servers, it waits for them in
 * the same poll(2).
 */
#include "engines/calls.h"
#include "engines/crowd.h"

#include <unistd.h>

enum { WAIT_NEWS, WAIT_PLEA, WAIT_PEER, WAIT_LINES, WAITS = WAIT_LINES + LIMIT_CALLS };

/* Who had asked before the stop is still in flight, even if nobody has looked yet. */
static unsigned drain(struct seat *s, struct instant now)
{
    bool reads = (conn_wants(&s->link.conn) & CONN_READ) != 0;
    unsigned wants = link_step(&s->link, reads, now);
    if (wants == CONN_CLOSE)
        return wants;
    conn_drain(&s->link.conn, now);
    return link_step(&s->link, false, now);
}

static bool is_asked_to_go(const struct seat *s, const struct pollfd *plea)
{
    uint64_t taken;
    return plea->revents != 0 && (s->plea == s->service->listener ||
                                  read(s->plea, &taken, sizeof taken) == (ssize_t)sizeof taken);
}

/* What the calls wait for, if they still do. */
static void watch_lines(const struct seat *s, struct pollfd p[LIMIT_CALLS])
{
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        const struct call *call = conn_call(&s->link.conn, i);
        p[i].fd = call != NULL ? s->link.lines[i] : -1;
        p[i].events = call != NULL && call_wants(call) == CONN_WRITE ? POLLOUT : POLLIN;
    }
}

static unsigned heed_lines(struct seat *s, const struct pollfd p[LIMIT_CALLS], unsigned wants,
                           struct instant now)
{
    for (size_t i = 0; i < LIMIT_CALLS; i++)
        if (p[i].revents != 0 && line_heed(&s->link, i, now))
            wants = link_step(&s->link, false, now);
    return wants;
}

/* As the event loop does it: errors and hang-ups come unasked. */
static unsigned heed(struct seat *s, const struct pollfd *peer, struct instant now)
{
    bool reads = (peer->events & POLLIN) != 0;
    if ((peer->revents & (POLLERR | POLLNVAL)) != 0 || ((peer->revents & POLLHUP) != 0 && !reads))
        return CONN_CLOSE;
    bool readable = reads && (peer->revents & (POLLIN | POLLHUP)) != 0;
    unsigned wants = link_step(&s->link, readable, now);
    if (wants == CONN_CLOSE || now.ms < conn_deadline(&s->link.conn))
        return wants;
    conn_expire(&s->link.conn, now);
    return link_step(&s->link, false, now);
}

static uint64_t yield_time(const struct seat *s)
{
    uint64_t since = conn_idle_since(&s->link.conn);
    return s->plea != -1 && since != UINT64_MAX ? since + LIMIT_YIELD_MS : UINT64_MAX;
}

/* Returns what the connection wants then, which wants `wants`. */
static unsigned wait_once(struct seat *s, unsigned wants, struct instant *now)
{
    const struct link *l = &s->link;
    uint64_t yields = yield_time(s);
    uint64_t until = earlier(conn_deadline(&l->conn), s->service->drain_end);
    struct pollfd p[WAITS] = {
        [WAIT_NEWS] = {.fd = service_news(s->service), .events = POLLIN},
        [WAIT_PLEA] = {.fd = now->ms >= yields ? s->plea : -1, .events = POLLIN},
        [WAIT_PEER] = {.fd = l->tracked.socket,
                       .events = (short)(wants & (CONN_READ | CONN_WRITE))},
    };
    size_t count = lines_are_due(l, wants) ? WAITS : WAIT_LINES;
    if (count == WAITS)
        watch_lines(s, &p[WAIT_LINES]);
    until = now->ms < yields ? earlier(until, yields) : until;
    *now = s->park != NULL ? s->park(s, p, count, until) : wait_for(p, count, until, *now);
    if (p[WAIT_NEWS].revents != 0 && service_hear(s->service, *now)) {
        if (s->stop != NULL)
            s->stop(s);
        return drain(s, *now);
    }
    wants = heed(s, &p[WAIT_PEER], *now);
    if (count == WAITS && wants != CONN_CLOSE)
        wants = heed_lines(s, &p[WAIT_LINES], wants, *now);
    return now->ms >= yield_time(s) && is_asked_to_go(s, &p[WAIT_PLEA]) ? CONN_CLOSE : wants;
}

bool seat_live(struct seat *s, const struct newcomer *n)
{
    struct instant now = clock_now();
    link_begin(&s->link, s->service, n, now);
    unsigned wants = s->service->stops > 0 ? drain(s, now) : link_step(&s->link, false, now);
    while ((wants & CONN_CLOSE) == 0 && now.ms < s->service->drain_end)
        wants = wait_once(s, wants, &now);
    link_end(&s->link);
    /* Draining, whoever has not half-closed yet is still in the middle of a request. */
    return (wants & (CONN_CLOSE | CONN_SHUT_WRITE)) != 0;
}
