/* SPDX-License-Identifier: MIT */
/*
 * One thread, one poll(2): every round asks all connections what they want, waits, and moves those
 * that are ready. The cost of a round grows with the number of connections; that is poll's own, and
 * the reason why later engines exist.
 */
#include "engines/connections.h"
#include "engines/signals.h"
#include "engines/step.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ACCEPT_PAUSE_MS = 100, /* after running out of descriptors: no spinning, no long deafness */
    SLOT_SIGNALS = 0,
    SLOT_LISTENER,
    SLOT_LINKS,
};

struct loop {
    const struct engine_setup *setup;
    struct connections connections;
    struct pollfd *slots;
    int listener;          /* -1 once draining */
    uint64_t accept_again; /* the listener is not polled before */
    uint64_t drain_end;    /* UINT64_MAX until the first stop signal */
    bool forced;           /* a second one has come */
};

static short events_of(unsigned wants)
{
    return (short)(((wants & CONN_READ) != 0 ? POLLIN : 0) |
                   ((wants & CONN_WRITE) != 0 ? POLLOUT : 0));
}

/* A negative descriptor is passed over by poll: that is how the listener rests. */
static void fill_slots(struct loop *l, struct instant now)
{
    struct connections *cs = &l->connections;
    bool accepts = !connections_full(cs) && now.ms >= l->accept_again;
    l->slots[SLOT_SIGNALS] = (struct pollfd){.fd = l->setup->signals, .events = POLLIN};
    l->slots[SLOT_LISTENER] = (struct pollfd){.fd = accepts ? l->listener : -1, .events = POLLIN};
    for (size_t i = 0; i < cs->count; i++) {
        l->slots[SLOT_LINKS + i] = (struct pollfd){
            .fd = cs->live[i]->tracked.socket, .events = events_of(conn_wants(&cs->live[i]->conn))};
    }
}

static int timeout_of(const struct loop *l, struct instant now)
{
    uint64_t due = connections_deadline(&l->connections);
    due = l->drain_end < due ? l->drain_end : due;
    if (l->accept_again > now.ms && l->accept_again < due)
        due = l->accept_again;
    if (due == UINT64_MAX)
        return -1;
    uint64_t wait = due > now.ms ? due - now.ms : 0;
    return wait < 60000 ? (int)wait : 60000;
}

/* Errors and hang-ups come unasked: they end a connection that is not reading. */
static bool move_link(struct link *link, short ready, struct instant now)
{
    bool readable = (ready & (POLLIN | POLLHUP)) != 0;
    bool reads = (conn_wants(&link->conn) & CONN_READ) != 0;
    if ((ready & POLLERR) != 0 || ((ready & POLLHUP) != 0 && !reads))
        return false;
    if (now.ms >= conn_deadline(&link->conn))
        conn_expire(&link->conn, now);
    return step_move(&link->conn, link->tracked.socket, readable, now);
}

/* From the end, because a closed connection is replaced by the last one, which has been moved. */
static void move_links(struct loop *l, struct instant now)
{
    struct connections *cs = &l->connections;
    for (size_t i = cs->count; i-- > 0;) {
        short ready = l->slots[SLOT_LINKS + i].revents;
        bool due = now.ms >= conn_deadline(&cs->live[i]->conn);
        if ((ready != 0 || due) && !move_link(cs->live[i], ready, now)) {
            connections_close(cs, i);
            l->accept_again = 0; /* there is a descriptor again */
        }
    }
}

static void take_newcomers(struct loop *l, struct instant now)
{
    if (l->slots[SLOT_LISTENER].revents != 0 &&
        connections_accept(&l->connections, l->listener, now) == NEWCOMER_LATER)
        l->accept_again = now.ms + ACCEPT_PAUSE_MS;
}

static void stop_accepting(struct loop *l)
{
    if (l->listener != -1) {
        tracker_socket_close(l->setup->tracker, l->listener);
        l->listener = -1;
    }
}

static void move_all(struct loop *l, bool readable, struct instant now)
{
    for (size_t i = l->connections.count; i-- > 0;) {
        struct link *link = l->connections.live[i];
        if (!step_move(&link->conn, link->tracked.socket, readable, now))
            connections_close(&l->connections, i);
    }
}

/* The five steps of a graceful stop; the last, leaving, is the end of the loop. Who had connected
   or asked before the signal is still in flight, even if nobody has looked yet. */
static void drain(struct loop *l, struct instant now)
{
    (void)connections_accept(&l->connections, l->listener, now);
    stop_accepting(l);
    connections_keep_none(&l->connections);
    move_all(l, true, now);
    connections_drain(&l->connections, now);
    move_all(l, false, now);
    l->drain_end = now.ms + l->setup->drain_ms;
}

/* Whether a signal came. Then the round is over: draining has moved the connections already. */
static bool heed_signals(struct loop *l, struct instant now)
{
    if (l->slots[SLOT_SIGNALS].revents == 0)
        return false;
    unsigned stops = signals_take(l->setup->signals);
    if (stops > 0 && l->drain_end == UINT64_MAX) {
        drain(l, now);
        stops--;
    }
    l->forced = l->forced || stops > 0;
    return true;
}

static bool is_finished(const struct loop *l, struct instant now)
{
    bool draining = l->drain_end != UINT64_MAX;
    return draining && (l->connections.count == 0 || l->forced || now.ms >= l->drain_end);
}

static enum engine_end serve(struct loop *l)
{
    struct instant now = step_now();
    while (!is_finished(l, now)) {
        fill_slots(l, now);
        int ready = poll(l->slots, SLOT_LINKS + l->connections.count, timeout_of(l, now));
        if (ready == -1 && errno != EINTR) {
            fprintf(stderr, "refserver: poll: %s\n", strerror(errno));
            return ENGINE_FAILED;
        }
        now = step_now();
        if (ready != -1 && !heed_signals(l, now)) {
            move_links(l, now);
            take_newcomers(l, now);
        }
    }
    return connections_cut_off(&l->connections) ? ENGINE_CUT_OFF : ENGINE_FINISHED;
}

static enum engine_end run(const struct engine_setup *setup)
{
    struct loop l = {.setup = setup, .listener = setup->listener, .drain_end = UINT64_MAX};
    enum engine_end end = ENGINE_FAILED;
    l.slots = calloc(setup->max_connections + SLOT_LINKS, sizeof *l.slots);
    if (l.slots != NULL && connections_init(&l.connections, setup)) {
        end = serve(&l);
        connections_release(&l.connections);
    } else {
        fprintf(stderr, "refserver: not enough memory for %zu connections\n",
                setup->max_connections);
    }
    stop_accepting(&l);
    free(l.slots);
    return end;
}

const struct engine engine_poll = {
    .name = "poll",
    .story = "one thread waits for all connections with poll(2)",
    .run = run,
};
