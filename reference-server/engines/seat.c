/* SPDX-License-Identifier: MIT */
/*
 * One connection, served by somebody who does nothing else meanwhile: it waits for the peer, for
 * the connection's next deadline, and for news of a stop. Who has been idle for a while also
 * listens for the plea to make room. While its handler calls other servers, the seat waits for them
 * in the same poll(2).
 */
#include "engines/crowd.h"

#include <stdlib.h>
#include <unistd.h>

enum { WAIT_NEWS, WAIT_PLEA, WAIT_PEER, WAIT_LINES, WAITS = WAIT_LINES + LIMIT_CALLS };

bool seat_init(struct seat *s, struct service *service)
{
    *s = (struct seat){.service = service, .plea = -1};
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

void seat_open(struct seat *s, int fd, const struct sockaddr_storage *peer)
{
    s->cut = false;
    connection_open(&s->tracked, s->service->tracker, fd);
    s->tracked.loopback = address_text(peer, s->tracked.peer);
    conn_init(&s->conn, &s->service->config, clock_now());
    s->conn.owner = &s->tracked;
}

/* The call that the line is there for, or NULL if it is over. */
static struct call *call_of(const struct seat *s, size_t i)
{
    struct call *call = conn_call(&s->conn, i);
    return call != NULL && s->lines[i].number != 0 && call->line == s->lines[i].number ? call
                                                                                       : NULL;
}

/* Makes the calls that there are now, and hangs up those that are over. True: one of them has ended
   at once. */
static bool dial(struct seat *s)
{
    bool ended = false;
    s->calling = false;
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        struct line *line = &s->lines[i];
        struct call *call = conn_call(&s->conn, i);
        if (line->number != 0 && call_of(s, i) == NULL) {
            tracker_close(s->service->tracker, TRACKED_SOCKETS, line->socket);
            line->number = 0;
        }
        if (call != NULL && call->line == 0) {
            line->socket = call_dial(call, s->service->tracker);
            line->number = line->socket != -1 ? ++s->numbers : 0;
            call->line = line->number;
            ended = ended || line->socket == -1 || call_move(line->socket, call) == CONN_CLOSE;
        }
        s->calling = s->calling || line->number != 0;
    }
    return ended;
}

/* Whatever becomes of the connection, its calls follow. */
static unsigned move(struct seat *s, bool readable, struct instant now)
{
    unsigned wants = socket_move(s->tracked.socket, &s->conn, readable, now);
    while (((wants & CONN_CALL) != 0 || s->calling) && dial(s)) {
        conn_expire(&s->conn, now);
        wants = socket_move(s->tracked.socket, &s->conn, false, now);
    }
    return wants;
}

static void watch_calls(const struct seat *s, struct pollfd p[LIMIT_CALLS])
{
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        const struct call *call = call_of(s, i);
        p[i].fd = call != NULL ? s->lines[i].socket : -1;
        if (call != NULL)
            p[i].events = (short)call_wants(call);
    }
}

static unsigned heed_calls(struct seat *s, const struct pollfd p[LIMIT_CALLS], unsigned wants,
                           struct instant now)
{
    bool ended = false;
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        struct call *call = call_of(s, i);
        if (call != NULL && p[i].revents != 0)
            ended = call_move(s->lines[i].socket, call) == CONN_CLOSE || ended;
    }
    if (!ended)
        return wants;
    conn_expire(&s->conn, now);
    return move(s, false, now);
}

void seat_close(struct seat *s)
{
    conn_release(&s->conn);
    (void)dial(s); /* there are no calls any more */
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
        bool calls = (wants & CONN_CALL) != 0;
        if (calls)
            watch_calls(s, &p[WAIT_LINES]);
        now = wait_for(p, calls ? WAITS : WAIT_LINES,
                       now.ms < yields ? earlier(until, yields) : until, now);
        if (p[WAIT_NEWS].revents != 0 && service_hear(s->service, now))
            return false;
        wants = heed(s, &p[WAIT_PEER], now);
        if (calls && wants != CONN_CLOSE)
            wants = heed_calls(s, &p[WAIT_LINES], wants, now);
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
