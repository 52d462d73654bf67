/* SPDX-License-Identifier: MIT */
/*
 * One connection, served by somebody who does nothing else meanwhile: it waits for the peer, for
 * the connection's next deadline, and for news of a stop. Who has been idle for a while also
 * listens for the plea to make room. While its handler calls other servers, it waits for them in
 * the same poll(2).
 */
#include "engines/crowd.h"

#include <stdlib.h>
#include <unistd.h>

enum { WAIT_NEWS, WAIT_PLEA, WAIT_PEER, WAIT_LINES, WAITS = WAIT_LINES + LIMIT_CALLS };

bool seat_init(struct seat *s, struct service *service)
{
    *s = (struct seat){.service = service, .plea = -1};
    memset(s->lines, -1, sizeof s->lines);
    pool_stock(&s->work, malloc(sizeof(struct workspace)), sizeof(struct workspace), 1);
    pool_stock(&s->large, malloc(LIMIT_BODY), LIMIT_BODY, 1);
    service->config.work = &s->work;
    service->config.large = &s->large;
    return s->work.arena != NULL && s->large.arena != NULL;
}

void seat_release(struct seat *s)
{
    free(s->work.arena);
    free(s->large.arena);
}

static struct lines seat_lines(struct seat *s)
{
    return (struct lines){.conn = &s->conn,
                          .peer = s->tracked.socket,
                          .sockets = s->lines,
                          .tracker = s->service->tracker};
}

void seat_open(struct seat *s, int fd, const struct sockaddr_storage *peer)
{
    s->cut = false;
    connection_open(&s->tracked, s->service->tracker, fd);
    s->tracked.loopback = address_text(peer, s->tracked.peer);
    conn_init(&s->conn, &s->service->config, clock_now());
    s->conn.owner = &s->tracked;
}

/* socket_move, and whatever becomes of the connection, its calls follow. */
static unsigned move(struct seat *s, bool readable, struct instant now)
{
    unsigned wants = socket_move(s->tracked.socket, &s->conn, readable, now);
    const struct lines lines = seat_lines(s);
    return lines_are_due(s->lines, wants) ? lines_follow(&lines, wants, now) : wants;
}

void seat_close(struct seat *s)
{
    conn_release(&s->conn);
    (void)move(s, false, (struct instant){.ms = 0}); /* all calls are over */
    connection_close(&s->tracked);
}

/* Who had asked before the stop is still in flight, even if nobody has looked yet. */
void seat_drain(struct seat *s)
{
    struct instant now = clock_now();
    bool reads = (conn_wants(&s->conn) & CONN_READ) != 0;
    if (socket_move(s->tracked.socket, &s->conn, reads, now) != CONN_CLOSE)
        conn_drain(&s->conn, now);
}

static bool is_asked_to_go(const struct seat *s, const struct pollfd *plea)
{
    uint64_t taken;
    return plea->revents != 0 &&
           (!s->counted || read(s->plea, &taken, sizeof taken) == (ssize_t)sizeof taken);
}

/* What the calls wait for, if they still do. */
static void watch_lines(const struct seat *s, struct pollfd p[LIMIT_CALLS])
{
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        const struct call *call = conn_call(&s->conn, i);
        p[i].fd = call != NULL ? s->lines[i] : -1;
        p[i].events = call != NULL && call_wants(call) == CONN_WRITE ? POLLOUT : POLLIN;
    }
}

static unsigned heed_lines(struct seat *s, const struct pollfd p[LIMIT_CALLS], unsigned wants,
                           struct instant now)
{
    const struct lines lines = seat_lines(s);
    for (size_t i = 0; i < LIMIT_CALLS; i++)
        if (p[i].revents != 0 && line_heed(&lines, i, now))
            wants = move(s, false, now);
    return wants;
}

/* As the event loop does it: errors and hang-ups come unasked. */
static unsigned heed(struct seat *s, const struct pollfd *peer, struct instant now)
{
    bool reads = (peer->events & POLLIN) != 0;
    if ((peer->revents & (POLLERR | POLLNVAL)) != 0 || ((peer->revents & POLLHUP) != 0 && !reads))
        return CONN_CLOSE;
    bool readable = reads && (peer->revents & (POLLIN | POLLHUP)) != 0;
    unsigned wants = move(s, readable, now);
    if (wants == CONN_CLOSE || now.ms < conn_deadline(&s->conn))
        return wants;
    conn_expire(&s->conn, now);
    return move(s, false, now);
}

static uint64_t yield_time(const struct seat *s)
{
    uint64_t since = conn_idle_since(&s->conn);
    return s->plea != -1 && since != UINT64_MAX ? since + LIMIT_YIELD_MS : UINT64_MAX;
}

bool seat_serve(struct seat *s)
{
    struct instant now = clock_now();
    unsigned wants = move(s, false, now);
    while ((wants & CONN_CLOSE) == 0 && now.ms < s->service->drain_end) {
        uint64_t yields = yield_time(s);
        uint64_t until = earlier(conn_deadline(&s->conn), s->service->drain_end);
        struct pollfd p[WAITS] = {
            [WAIT_NEWS] = {.fd = service_news(s->service), .events = POLLIN},
            [WAIT_PLEA] = {.fd = now.ms >= yields ? s->plea : -1, .events = POLLIN},
            [WAIT_PEER] = {.fd = s->tracked.socket,
                           .events = (short)(wants & (CONN_READ | CONN_WRITE))},
        };
        size_t count = lines_are_due(s->lines, wants) ? WAITS : WAIT_LINES;
        if (count == WAITS)
            watch_lines(s, &p[WAIT_LINES]);
        until = now.ms < yields ? earlier(until, yields) : until;
        now = s->park != NULL ? s->park(s, p, count, until) : wait_for(p, count, until, now);
        if (p[WAIT_NEWS].revents != 0 && service_hear(s->service, now))
            return false;
        wants = heed(s, &p[WAIT_PEER], now);
        if (count == WAITS && wants != CONN_CLOSE)
            wants = heed_lines(s, &p[WAIT_LINES], wants, now);
        if (now.ms >= yield_time(s) && is_asked_to_go(s, &p[WAIT_PLEA]))
            wants = CONN_CLOSE;
    }
    /* Draining, whoever has not half-closed yet is still in the middle of a request. */
    s->cut = (wants & (CONN_CLOSE | CONN_SHUT_WRITE)) == 0;
    return true;
}

bool seat_live(struct seat *s, int fd, const struct sockaddr_storage *peer)
{
    seat_open(s, fd, peer);
    while (!seat_serve(s))
        seat_drain(s);
    seat_close(s);
    return !s->cut;
}
