/* SPDX-License-Identifier: MIT */
/*
 * Every round waits, moves who is ready, then looks at newcomers, at those whose time has come, and
 * at those that lacked a buffer. A connection is looked at when something happens to it, not every
 * round: `due` is no later than the first deadline, and it is made exact when it has come.
 */
#include "engines/engine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>

enum { ROUND_MS = 60000 }; /* at most, so that no timeout overflows an int */

const struct engine engines[] = {
    {.name = "poll", .story = "one thread waits for all connections with poll(2)"},
    {.name = "epoll", .story = "one thread waits for all connections with epoll(7)", .epoll = true},
    {.name = NULL},
};

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void move_link(struct loop *l, struct link *link, bool readable, struct instant now)
{
    int socket = link->tracked.socket;
    uint32_t before = link->watched;
    unsigned wants = socket_move(socket, &link->conn, readable && (before & CONN_READ) != 0, now);
    bool stays = (wants & CONN_CLOSE) == 0;
    link->watched = wants & (CONN_READ | CONN_WRITE);
    if (stays && link->watched != before)
        stays = waiter_watch(l, link_handle(l, link), socket, link->watched, before == UNWATCHED);
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
    bool rests = now.ms < l->accept_again;
    if (l->listener != -1 && rests != l->resting &&
        waiter_watch(l, PLACE_LISTENER, l->listener, rests ? 0 : EPOLLIN, false))
        l->resting = rests;
}

static void accept_all(struct loop *l, struct instant now)
{
    while (l->count < l->max_connections) {
        struct sockaddr_storage peer;
        int fd = listen_accept(l->listener, &peer);
        if (fd == -1) {
            if (errno != EAGAIN)
                l->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
            return;
        }
        move_link(l, link_open(l, fd, &peer, now), false, now);
    }
}

/* At the maximum: whoever is dead has been found and closed in this round already. Then, a policy
   of ours, the one that has been idle longest goes, unless it may be just about to ask. If none is
   idle for so long, the newcomer waits. */
static void take_newcomers(struct loop *l, struct instant now)
{
    struct link *idle = l->count == l->max_connections ? link_idle(l) : NULL;
    l->newcomers = false;
    if (idle != NULL && now.ms >= conn_idle_since(&idle->conn) + LIMIT_YIELD_MS)
        link_close(l, idle);
    if (l->count == l->max_connections)
        l->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    accept_all(l, now);
}

static void stop_accepting(struct loop *l)
{
    if (l->listener != -1) {
        waiter_forget(l, PLACE_LISTENER);
        tracker_close(l->tracker, TRACKED_SOCKETS, l->listener);
        l->listener = -1;
        l->resting = false;
    }
}

/* The five steps of a graceful stop; the last, leaving, is the end of the loop. Who had connected
   or asked before the signal is still in flight, even if nobody has looked yet. */
static void drain(struct loop *l, struct instant now)
{
    static const atomic_bool never = false;
    accept_all(l, now);
    stop_accepting(l);
    l->config.keep_alive = &never;
    for (struct link *link = NULL; (link = link_next(l, link)) != NULL;) {
        move_link(l, link, true, now);
        if (link->tracked.socket == -1)
            continue;
        conn_drain(&link->conn, now);
        move_link(l, link, false, now);
    }
    l->drain_end = now.ms + l->drain_ms;
}

static void heed_signals(struct loop *l, struct instant now)
{
    unsigned stops = signals_take(l->signals);
    if (stops > 0 && l->drain_end == UINT64_MAX) {
        drain(l, now);
        stops--;
    }
    if (stops > 0)
        l->drain_end = 0;
}

/* Errors and hang-ups come unasked: they end a connection that is not reading. */
static void heed(struct loop *l, uint64_t token, uint32_t events, struct instant now)
{
    struct link *link = link_get(l, token);
    if (token == PLACE_SIGNALS) {
        heed_signals(l, now);
    } else if (token == PLACE_LISTENER) {
        l->newcomers = true;
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
    bool again = (l->work.missed && l->work.lent < l->work.count) ||
                 (l->large.missed && l->large.lent < l->large.count);
    if (l->newcomers && l->listener != -1)
        take_newcomers(l, now);
    watch_listener(l, now);
    if (again)
        l->work.missed = l->large.missed = false;
    if (again || now.ms >= l->due)
        visit_links(l, again, now);
}

static void serve(struct loop *l)
{
    static const struct timespec pause = {.tv_nsec = LIMIT_ACCEPT_PAUSE_MS * 1000000L};
    struct instant now = clock_now();
    while (l->drain_end == UINT64_MAX || (l->count > 0 && now.ms < l->drain_end)) {
        uint64_t due = earlier(l->due, l->drain_end);
        due = l->resting ? earlier(due, l->accept_again) : due;
        uint64_t wait = due > now.ms ? earlier(due - now.ms, ROUND_MS) : 0;
        int count = waiter_wait(l, (int)wait);
        bool failed = count == -1 && errno != EINTR;
        if (failed)
            nanosleep(&pause, NULL); /* for want of memory: that passes, and nobody is lost */
        now = clock_now();
        if (failed)
            heed_signals(l, now);
        for (int i = 0; i < count; i++)
            heed(l, l->ready[i].data.u64, l->ready[i].events, now);
        finish_round(l, now);
    }
}

bool engine_run(struct loop *l)
{
    l->due = l->drain_end = UINT64_MAX;
    bool ready = waiter_open(l) && links_init(l) &&
                 waiter_watch(l, PLACE_SIGNALS, l->signals, EPOLLIN, true) &&
                 waiter_watch(l, PLACE_LISTENER, l->listener, EPOLLIN, true);
    if (ready)
        serve(l);
    else
        perror("refserver: cannot prepare for so many connections; lower --max-connections");
    bool busy = links_release(l);
    stop_accepting(l);
    waiter_close(l);
    return ready && !busy;
}
