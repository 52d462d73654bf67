/* SPDX-License-Identifier: MIT */
/* All attackers have the same period and begin one after the other, so the next to move is always
 * the next in the row: no list of times is kept, and nothing is searched.
 */
#include "load/attack.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "wire/raw.h"

#define LOOK_EVERY (20 * CLOCK_MS) /* so late it may hear of its end */

enum {
    PEEK_MAX = 64 * 1024, /* octets; a thin line holds a fraction of that */
    SILENCE = 50,         /* ms without an octet: who is read from now sends no more for now */
    READ_AT_ONCE = 16 * 1024
};

#define REST_WITHIN (2 * CLOCK_S) /* for all of them */

struct attacker {
    struct raw raw;
    enum connect_outcome connect;
    uint64_t said; /* octets, those at once aside */
    bool over;     /* nothing more can be said, or is to be read */
    bool held;     /* when they were counted */
};

struct attack {
    struct attack_order order;
    struct attacker *attackers;
    struct attack_result result;
    pthread_t thread;
    atomic_bool over;
    int64_t begun;
};

/* --- one of them ------------------------------------------------------------------------------ */

static void attacker_open(const struct attack_order *o, struct attacker *t)
{
    bool drips = o->habit == ATTACK_DRIPS;
    *t = (struct attacker){.said = 0};
    t->connect =
        drips ? raw_open(&t->raw, o->to, o->deadline) : raw_open_thin(&t->raw, o->to, o->deadline);
    t->over =
        t->connect != CONNECT_ACCEPTED || !raw_send(&t->raw, o->octets, o->at_once, o->deadline);
}

static void drip(const struct attack_order *o, struct attacker *t)
{
    size_t rest = o->length - o->at_once;
    const char *next = t->said < rest ? o->octets + o->at_once + t->said
                                      : o->filler + (t->said - rest) % strlen(o->filler);
    if (t->said == o->most)
        return;
    ssize_t n = send(t->raw.fd, next, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    t->said += n == 1;
    t->over = n == -1 && errno != EAGAIN && errno != EINTR;
}

static void sip(struct attacker *t)
{
    char octets[ATTACK_SIP];
    ssize_t n = recv(t->raw.fd, octets, sizeof octets, MSG_DONTWAIT);
    if (n > 0)
        bytes_add(&t->raw.received, octets, (size_t)n);
    else
        t->over = n == 0 || (errno != EAGAIN && errno != EINTR);
}

static void move(const struct attack_order *o, struct attacker *t)
{
    if (t->over)
        return;
    if (o->habit == ATTACK_DRIPS)
        drip(o, t);
    else if (o->habit == ATTACK_SIPS)
        sip(t);
}

static bool is_ended(const struct attacker *t)
{
    struct pollfd peer = {.fd = t->raw.fd, .events = POLLRDHUP};
    return poll(&peer, 1, 0) == 1;
}

/* Whether the answer is here to its end, read or not. What is only looked at stays where it is. */
static bool is_answered(const struct attacker *t, bool ended)
{
    size_t used;
    struct reply reply;
    char *unread = memory_get(PEEK_MAX);
    ssize_t n = recv(t->raw.fd, unread, PEEK_MAX, MSG_PEEK | MSG_DONTWAIT);
    reply_init(&reply, false);
    enum reply_state state =
        reply_feed(&reply, t->raw.received.data, t->raw.received.length, &used);
    if (state == REPLY_MORE && n > 0)
        state = reply_feed(&reply, unread, (size_t)n, &used);
    if (state == REPLY_MORE && ended)
        state = reply_eof(&reply);
    reply_release(&reply);
    memory_drop(unread);
    return state == REPLY_DONE;
}

/* A close waits behind octets that nobody takes: so they are taken now, to see whether the answer
 * goes on to its end or breaks off. */
static bool breaks_off(struct attacker *t, int64_t until)
{
    size_t used;
    struct reply reply;
    char *octets = memory_get(READ_AT_ONCE);
    struct pollfd peer = {.fd = t->raw.fd, .events = POLLIN};
    ssize_t n = 1;
    reply_init(&reply, false);
    enum reply_state state =
        reply_feed(&reply, t->raw.received.data, t->raw.received.length, &used);
    while (state == REPLY_MORE && n > 0 && clock_now() < until && poll(&peer, 1, SILENCE) == 1) {
        n = recv(t->raw.fd, octets, READ_AT_ONCE, 0);
        if (n > 0)
            state = reply_feed(&reply, octets, (size_t)n, &used);
    }
    bool whole = n == 0 && reply_eof(&reply) == REPLY_DONE;
    reply_release(&reply);
    memory_drop(octets);
    return n <= 0 && !whole;
}

static void count_one(const struct attack_order *o, struct attacker *t, struct attack_result *r)
{
    r->failed += t->connect == CONNECT_FAILED;
    r->cut_off += t->connect == CONNECT_REFUSED;
    if (t->connect != CONNECT_ACCEPTED)
        return;
    bool ended = is_ended(t);
    bool answered = o->habit != ATTACK_DRIPS && is_answered(t, ended);
    t->held = !answered && !ended;
    r->connected++;
    r->answered += answered;
    r->cut_off += ended && !answered;
    r->held += t->held;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Who is still all the time never moves. */
static int64_t due(const struct attack *a, uint64_t move_number)
{
    if (a->order.every == 0)
        return INT64_MAX;
    return a->begun + (int64_t)(move_number * (uint64_t)a->order.every / a->order.connections);
}

static void count_all(struct attack *a)
{
    for (unsigned i = 0; i < a->order.connections; i++)
        count_one(&a->order, &a->attackers[i], &a->result);
}

/* Only when nobody has to be held up any more. */
static void take_rest(struct attack *a)
{
    int64_t until = clock_now() + REST_WITHIN;
    for (struct attacker *t = a->attackers; t < a->attackers + a->order.connections; t++) {
        if (t->held && breaks_off(t, until)) {
            a->result.held--;
            a->result.cut_off++;
        }
    }
}

static bool goes_on(struct attack *a)
{
    return !atomic_load_explicit(&a->over, memory_order_relaxed);
}

static void *act(void *context)
{
    struct attack *a = context;
    const struct attack_order *o = &a->order;
    uint64_t moves = 0;
    bool counted = false;
    while (goes_on(a)) {
        for (; goes_on(a) && due(a, moves) <= clock_now(); moves++)
            move(o, &a->attackers[moves % o->connections]);
        if (!counted && clock_now() >= a->begun + o->duration) {
            count_all(a);
            counted = true;
        }
        int64_t look = clock_now() + LOOK_EVERY, next = due(a, moves);
        clock_wait(next < look ? next : look);
    }
    if (!counted)
        count_all(a);
    if (o->habit == ATTACK_MUTE)
        take_rest(a);
    a->result.busy = (double)clock_of_thread() / (double)(clock_now() - a->begun + 1);
    return NULL;
}

static void release(struct attack *a)
{
    for (unsigned i = 0; i < a->order.connections; i++) {
        if (a->attackers[i].connect == CONNECT_ACCEPTED)
            raw_close(&a->attackers[i].raw);
    }
    memory_drop(a->attackers);
    memory_drop(a);
}

struct attack *attack_begin(const struct attack_order *order)
{
    struct attack *a = memory_get(sizeof *a);
    *a = (struct attack){.order = *order};
    a->attackers = memory_get(order->connections * sizeof *a->attackers);
    atomic_init(&a->over, false);
    for (unsigned i = 0; i < order->connections; i++)
        attacker_open(order, &a->attackers[i]);
    a->begun = clock_now();
    if (pthread_create(&a->thread, NULL, act, a) == 0)
        return a;
    release(a);
    return NULL;
}

void attack_end(struct attack *a, struct attack_result *result)
{
    atomic_store_explicit(&a->over, true, memory_order_relaxed);
    pthread_join(a->thread, NULL);
    *result = a->result;
    release(a);
}
