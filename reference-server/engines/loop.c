/* SPDX-License-Identifier: MIT */
/*
 * Every round waits, moves who is ready, then looks at newcomers, at those whose time has come, and
 * at those that lacked a buffer. A connection is looked at when something happens to it, not every
 * round: `due` is no later than the first deadline, and it is made exact when it has come.
 */
#include "engines/loop.h"

#include "engines/connections.h"
#include "engines/listen.h"
#include "engines/signals.h"
#include "engines/step.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TOKEN_SIGNALS  UINT64_MAX /* no handle: no place has such a number */
#define TOKEN_LISTENER (UINT64_MAX - 1)

enum {
    PLACE_SIGNALS = 0,
    PLACE_LISTENER,
    PLACE_LINKS,
    ROUND_MS = 60000, /* at most, so that no timeout overflows an int */
};

struct loop {
    const struct engine_setup *setup;
    const struct waiter *waiter;
    void *self; /* the waiter's */
    struct ready *ready;
    struct connections connections;
    int listener;          /* -1 once draining */
    bool resting;          /* the listener is not watched */
    bool newcomers;        /* somebody waits in the accept queue */
    uint64_t accept_again; /* then the listener is watched again */
    uint64_t due;          /* no connection is due before */
    uint64_t drain_end;    /* UINT64_MAX until the first stop signal */
    bool forced;           /* a second one has come */
};

static void close_link(struct loop *l, struct link *link)
{
    l->waiter->forget(l->self, PLACE_LINKS + link->place);
    connections_close(&l->connections, link);
    l->accept_again = 0; /* there is a place and a descriptor again */
}

/* After every move: another deadline, perhaps other events to wait for. */
static void settle_link(struct loop *l, struct link *link, unsigned wants, bool first)
{
    unsigned events = wants & (WAIT_READ | WAIT_WRITE);
    uint64_t deadline = conn_deadline(&link->conn);
    l->due = deadline < l->due ? deadline : l->due;
    if (events == link->watched && !first)
        return;
    link->watched = events;
    if (!l->waiter->watch(l->self, PLACE_LINKS + link->place, connections_handle(link),
                          link->tracked.socket, events, first))
        close_link(l, link);
}

static void move_link(struct loop *l, struct link *link, bool readable, struct instant now)
{
    bool reads = readable && (link->watched & WAIT_READ) != 0;
    unsigned wants = step_move(&link->conn, link->tracked.socket, reads, now);
    if ((wants & CONN_CLOSE) != 0)
        close_link(l, link);
    else
        settle_link(l, link, wants, false);
}

/* Errors and hang-ups come unasked: they end a connection that is not reading. */
static void heed_link(struct loop *l, struct link *link, unsigned events, struct instant now)
{
    bool reads = (link->watched & WAIT_READ) != 0;
    if ((events & WAIT_ERROR) != 0 || ((events & WAIT_HANG_UP) != 0 && !reads))
        close_link(l, link);
    else
        move_link(l, link, (events & (WAIT_READ | WAIT_HANG_UP)) != 0, now);
}

/* Moves everybody whose time has come, or everybody, and finds out who is due next. */
static void visit_links(struct loop *l, bool all, struct instant now)
{
    struct connections *cs = &l->connections;
    l->due = UINT64_MAX;
    for (struct link *link = connections_next(cs, 0); link != NULL;
         link = connections_next(cs, link->place + 1)) {
        uint64_t deadline = conn_deadline(&link->conn);
        if (all || now.ms >= deadline) {
            conn_expire(&link->conn, now);
            move_link(l, link, false, now);
        } else {
            l->due = deadline < l->due ? deadline : l->due;
        }
    }
}

static void watch_listener(struct loop *l, bool rests)
{
    if (l->listener != -1 && rests != l->resting &&
        l->waiter->watch(l->self, PLACE_LISTENER, TOKEN_LISTENER, l->listener,
                         rests ? 0 : WAIT_READ, false))
        l->resting = rests;
}

/* For want of descriptors, memory or an idle connection: no spinning, and no long deafness. */
static void rest(struct loop *l, struct instant now)
{
    l->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    watch_listener(l, true);
}

static void accept_all(struct loop *l, struct instant now)
{
    struct connections *cs = &l->connections;
    while (cs->count < cs->max) {
        int fd = -1;
        struct sockaddr_storage peer;
        enum newcomer newcomer = listen_accept(l->listener, &fd, &peer);
        if (newcomer == NEWCOMER_LATER)
            rest(l, now);
        if (newcomer != NEWCOMER_TAKEN)
            return;
        struct link *link = connections_open(cs, fd, &peer, now);
        settle_link(l, link, conn_wants(&link->conn), true);
    }
}

/* At the maximum: whoever is dead has been found and closed in this round already. Then, a policy
   of ours, the one that has been idle longest goes; if none is idle the newcomer waits. */
static void take_newcomers(struct loop *l, struct instant now)
{
    struct connections *cs = &l->connections;
    l->newcomers = false;
    if (cs->count == cs->max) {
        struct link *idle = connections_idle(cs);
        if (idle == NULL) {
            rest(l, now);
            return;
        }
        close_link(l, idle);
    }
    accept_all(l, now);
}

static void stop_accepting(struct loop *l)
{
    if (l->listener != -1) {
        l->waiter->forget(l->self, PLACE_LISTENER);
        tracker_socket_close(l->setup->tracker, l->listener);
        l->listener = -1;
    }
}

/* The five steps of a graceful stop; the last, leaving, is the end of the loop. Who had connected
   or asked before the signal is still in flight, even if nobody has looked yet. */
static void drain(struct loop *l, struct instant now)
{
    static const atomic_bool never = false;
    struct connections *cs = &l->connections;
    accept_all(l, now);
    stop_accepting(l);
    cs->config.keep_alive = &never;
    for (struct link *link = connections_next(cs, 0); link != NULL;
         link = connections_next(cs, link->place + 1))
        move_link(l, link, true, now);
    for (struct link *link = connections_next(cs, 0); link != NULL;
         link = connections_next(cs, link->place + 1)) {
        conn_drain(&link->conn, now);
        move_link(l, link, false, now);
    }
    l->drain_end = now.ms + l->setup->drain_ms;
}

static void heed_signals(struct loop *l, struct instant now)
{
    unsigned stops = signals_take(l->setup->signals);
    if (stops > 0 && l->drain_end == UINT64_MAX) {
        drain(l, now);
        stops--;
    }
    l->forced = l->forced || stops > 0;
}

static void heed(struct loop *l, struct ready ready, struct instant now)
{
    struct link *link = NULL;
    if (ready.token == TOKEN_SIGNALS)
        heed_signals(l, now);
    else if (ready.token == TOKEN_LISTENER)
        l->newcomers = true;
    else if ((link = connections_get(&l->connections, ready.token)) != NULL)
        heed_link(l, link, ready.events, now);
}

static int timeout_of(const struct loop *l, struct instant now)
{
    uint64_t due = l->drain_end < l->due ? l->drain_end : l->due;
    if (l->resting && l->accept_again < due)
        due = l->accept_again;
    uint64_t wait = due > now.ms ? due - now.ms : 0;
    return wait < ROUND_MS ? (int)wait : ROUND_MS;
}

static bool is_finished(const struct loop *l, struct instant now)
{
    bool draining = l->drain_end != UINT64_MAX;
    return draining && (l->connections.count == 0 || l->forced || now.ms >= l->drain_end);
}

static void finish_round(struct loop *l, struct instant now)
{
    struct pool *pool = &l->connections.pool;
    bool again = pool->again;
    if (l->newcomers && l->listener != -1)
        take_newcomers(l, now);
    if (l->resting && now.ms >= l->accept_again)
        watch_listener(l, false);
    if (again)
        pool->again = pool->missed = false;
    if (again || now.ms >= l->due)
        visit_links(l, again, now);
}

static void serve(struct loop *l)
{
    static const struct timespec pause = {.tv_nsec = LIMIT_ACCEPT_PAUSE_MS * 1000000L};
    struct instant now = step_now();
    while (!is_finished(l, now)) {
        int count = l->waiter->wait(l->self, timeout_of(l, now), l->ready);
        bool failed = count == -1 && errno != EINTR;
        if (failed)
            nanosleep(&pause, NULL); /* for want of memory: that passes, and nobody is lost */
        now = step_now();
        if (failed)
            heed_signals(l, now);
        for (int i = 0; i < count; i++)
            heed(l, l->ready[i], now);
        finish_round(l, now);
    }
}

static bool open_waiter(struct loop *l, size_t places)
{
    l->ready = malloc(places * sizeof *l->ready);
    l->self = l->ready != NULL ? l->waiter->open(places) : NULL;
    return l->self != NULL &&
           l->waiter->watch(l->self, PLACE_SIGNALS, TOKEN_SIGNALS, l->setup->signals, WAIT_READ,
                            true) &&
           l->waiter->watch(l->self, PLACE_LISTENER, TOKEN_LISTENER, l->listener, WAIT_READ, true);
}

enum engine_end loop_run(const struct engine_setup *setup, const struct waiter *waiter)
{
    struct loop l = {.setup = setup,
                     .waiter = waiter,
                     .listener = setup->listener,
                     .due = UINT64_MAX,
                     .drain_end = UINT64_MAX};
    enum engine_end end = ENGINE_FAILED;
    if (open_waiter(&l, setup->max_connections + PLACE_LINKS) &&
        connections_init(&l.connections, setup)) {
        serve(&l);
        end = connections_release(&l.connections) ? ENGINE_CUT_OFF : ENGINE_FINISHED;
    } else {
        perror("refserver: cannot prepare for so many connections; lower --max-connections");
    }
    if (l.self != NULL)
        stop_accepting(&l);
    else
        tracker_socket_close(setup->tracker, setup->listener);
    if (l.self != NULL)
        waiter->close(l.self);
    free(l.ready);
    return end;
}
