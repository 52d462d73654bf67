/* SPDX-License-Identifier: MIT */
/*
 * Every round waits, moves who is ready, then looks at newcomers, at those whose time has come, and
 * at those that lacked a buffer. A connection is looked at when something happens to it, not every
 * round: `due` is no later than the first deadline, and it is made exact when it has come.
 */
#include "engines/loop.h"
#include "engines/calls.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>

static_assert(CONN_READ == POLLIN && CONN_WRITE == POLLOUT && EPOLLIN == POLLIN &&
                  EPOLLOUT == POLLOUT && EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
              "one set of words for the core and for all three ways to wait");

static void move_link(struct loop *l, struct link *link, bool readable, struct instant now)
{
    uint32_t before = link->watched;
    unsigned wants = link_step(link, readable && (before & CONN_READ) != 0, now);
    bool stays = (wants & CONN_CLOSE) == 0;
    link->watched = wants & (CONN_READ | CONN_WRITE);
    if (stays && link->watched != before)
        stays = l->waiter->watch(l, link->token, link->tracked.socket, link->watched);
    if (stays)
        l->due = earlier(l->due, conn_deadline(&link->conn));
    else
        link_close(l, link);
}

/* Moves everybody whose time has come, or everybody, and finds out who is due next. */
static void visit_links(struct loop *l, bool all, struct instant now)
{
    l->due = UINT64_MAX;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        if (all || now.ms >= conn_deadline(&link->conn)) {
            conn_expire(&link->conn, now);
            move_link(l, link, false, now);
        } else {
            l->due = earlier(l->due, conn_deadline(&link->conn));
        }
    }
}

/* For want of descriptors, memory or an idle connection nobody watches the listener for a while: no
   spinning, and no long deafness. */
static void watch_listener(struct loop *l, struct instant now)
{
    bool rests = now.ms < l->service->accept_again;
    if (l->service->listener != -1 && rests != l->resting &&
        l->waiter->watch(l, TOKEN_LISTENER, l->service->listener, rests ? 0 : EPOLLIN))
        l->resting = rests;
}

static void accept_some(struct loop *l, size_t most, struct instant now)
{
    struct service *s = l->service;
    struct newcomer n;
    for (; most > 0 && l->count < s->max_connections && service_accept(s, &n, now); most--)
        move_link(l, link_open(l, &n, now), false, now);
}

/* At the maximum: whoever is dead has been found and closed in this round already. Then, a policy
   of ours, the one that has been idle longest goes, unless it may be just about to ask. If none is
   idle for so long, the newcomer waits. Who shares the listener takes one at a time, so that not
   all of a crowd go to the first who woke up. */
static void take_newcomers(struct loop *l, struct instant now)
{
    struct service *s = l->service;
    bool full = l->count == s->max_connections;
    struct link *idle = full && service_is_full(s) ? link_idle(l) : NULL;
    l->newcomers = false;
    if (idle != NULL && now.ms >= conn_idle_since(&idle->conn) + LIMIT_YIELD_MS)
        link_close(l, idle);
    if (l->count == s->max_connections)
        s->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    accept_some(l, s->common ? 1 : SIZE_MAX, now);
}

/* The five steps of a graceful stop; the last, leaving, is the end of the loop. Who had connected
   or asked before the signal is still in flight, even if nobody has looked yet. */
static void drain(struct loop *l, struct instant now)
{
    accept_some(l, SIZE_MAX, now);
    l->waiter->forget(l, TOKEN_LISTENER, l->service->listener);
    service_deafen(l->service);
    l->resting = false;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        move_link(l, link, true, now);
        if (link->tracked.socket == -1)
            continue;
        conn_drain(&link->conn, now);
        move_link(l, link, false, now);
    }
}

/* The second stop may come another way than the first. */
static void heed_signals(struct loop *l, struct instant now)
{
    struct service *s = l->service;
    int before = service_news(s);
    if (!service_hear(s, now))
        return;
    if (before != service_news(s)) {
        l->waiter->forget(l, TOKEN_SIGNALS, before);
        if (!l->waiter->watch(l, TOKEN_SIGNALS, service_news(s), EPOLLIN))
            s->drain_end = 0;
    }
    drain(l, now);
}

/* Errors and hang-ups come unasked: they end a connection that is not reading. */
static void heed(struct loop *l, uint64_t token, uint32_t events, struct instant now)
{
    struct link *link = link_get(l, token);
    if (token == TOKEN_SIGNALS) {
        heed_signals(l, now);
    } else if (token == TOKEN_LISTENER) {
        l->newcomers = true;
    } else if (link != NULL && token != link->token) {
        if (line_heed(link, token - link->token - 1, now))
            move_link(l, link, false, now);
    } else if (link != NULL) {
        bool reads = (link->watched & CONN_READ) != 0;
        if ((events & (EPOLLERR | POLLNVAL)) != 0 || ((events & EPOLLHUP) != 0 && !reads))
            link_close(l, link);
        else
            move_link(l, link, (events & (EPOLLIN | EPOLLHUP)) != 0, now);
    }
}

static void finish_round(struct loop *l, struct instant now)
{
    struct service *s = l->service;
    bool again = (s->work.missed && s->work.lent < s->work.count) ||
                 (s->large.missed && s->large.lent < s->large.count);
    if (l->newcomers && s->listener != -1)
        take_newcomers(l, now);
    watch_listener(l, now);
    if (again)
        s->work.missed = s->large.missed = false;
    if (again || now.ms >= l->due)
        visit_links(l, again, now);
}

static void serve(struct loop *l)
{
    const struct service *s = l->service;
    struct instant now = clock_now();
    while (s->drain_end == UINT64_MAX || (l->count > 0 && now.ms < s->drain_end)) {
        uint64_t due = earlier(l->due, s->drain_end);
        due = l->resting ? earlier(due, s->accept_again) : due;
        int count = l->waiter->wait(l, clock_left(due, now));
        if (count == -1 && errno != EINTR) {
            clock_pause();
            heed_signals(l, clock_now());
        }
        now = clock_now();
        for (int i = 0; i < count; i++)
            heed(l, l->ready[i].data.u64, l->ready[i].events, now);
        finish_round(l, now);
    }
}

bool loop_run(struct service *s)
{
    struct loop l = {.service = s, .waiter = s->engine->waiter, .due = UINT64_MAX};
    bool ready = links_init(&l) && l.waiter->watch(&l, TOKEN_SIGNALS, service_news(s), EPOLLIN) &&
                 l.waiter->watch(&l, TOKEN_LISTENER, s->listener, EPOLLIN);
    if (ready)
        serve(&l);
    else
        perror("refserver: cannot prepare for so many connections; lower --max-connections");
    bool busy = links_release(&l);
    service_deafen(s);
    return ready && !busy;
}
