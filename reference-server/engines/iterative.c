/* SPDX-License-Identifier: MIT */
/*
 * The iterative server: accept, serve, close. Meanwhile all others wait in the accept queue,
 * however little they want. A peer that stays connected without asking makes room after a second,
 * if somebody waits.
 */
#include "engines/crowd.h"

#include <stdio.h>

enum { WAIT_NEWS, WAIT_LISTENER, WAITS };

enum { PLACES = LIMIT_BACKLOG + 2 }; /* who is served, and all whom the kernel may have queued */

/* The seat, and who is accepted and not served yet: many when the stop comes. */
struct queue {
    struct seat seat; /* the first: take_all() finds the rest by it */
    size_t count;
    struct newcomer all[PLACES];
};

static void take(struct queue *q, size_t most, struct instant now)
{
    struct service *s = q->seat.service;
    for (; most > 0 && q->count < PLACES && service_accept(s, &q->all[q->count], now); most--)
        q->count++;
}

/* Who was in the accept queue when the stop came is still in flight. */
static void take_all(struct seat *seat)
{
    take((struct queue *)(void *)seat, SIZE_MAX, clock_now());
    service_deafen(seat->service);
    seat->plea = -1;
}

/* Until somebody comes, or the stop. */
static void wait_newcomer(struct queue *q)
{
    struct service *s = q->seat.service;
    struct instant now = clock_now();
    while (q->count == 0 && s->stops == 0) {
        bool rests = now.ms < s->accept_again;
        struct pollfd p[WAITS] = {
            [WAIT_NEWS] = {.fd = service_news(s), .events = POLLIN},
            [WAIT_LISTENER] = {.fd = rests ? -1 : s->listener, .events = POLLIN},
        };
        now = wait_for(p, WAITS, rests ? s->accept_again : UINT64_MAX, now);
        if (p[WAIT_NEWS].revents != 0 && service_hear(s, now))
            take_all(&q->seat);
        else if (p[WAIT_LISTENER].revents != 0)
            take(q, 1, now);
    }
}

bool iterative_run(struct service *s)
{
    struct queue q = {.seat = {.service = s, .plea = s->listener, .stop = take_all}};
    bool ready = service_stock(s, 1);
    bool cut = false;
    if (!ready)
        perror("refserver: cannot begin");
    while (ready && s->stops == 0) {
        wait_newcomer(&q);
        for (size_t i = 0; i < q.count; i++)
            cut = !seat_live(&q.seat, &q.all[i]) || cut;
        q.count = 0;
    }
    service_release(s);
    service_deafen(s);
    return ready && !cut;
}
