/* SPDX-License-Identifier: MIT */
/*
 * The iterative server: accept, serve, close. Meanwhile all others wait in the accept queue,
 * however little they want. A peer that stays connected without asking makes room after a second,
 * if somebody waits.
 */
#include "engines/crowd.h"

#include <stdio.h>

enum { WAIT_NEWS, WAIT_LISTENER, WAITS };

/* Who was in the accept queue when the stop came. */
struct queue {
    size_t count;
    int fds[LIMIT_BACKLOG + 1];
    struct sockaddr_storage peers[LIMIT_BACKLOG + 1];
};

static void take_all(struct service *s, struct queue *q)
{
    struct instant now = clock_now();
    while (q->count <= LIMIT_BACKLOG) {
        int fd = service_accept(s, &q->peers[q->count], now);
        if (fd == -1)
            break;
        q->fds[q->count++] = fd;
    }
    service_deafen(s);
}

static bool serve(struct seat *seat, int fd, const struct sockaddr_storage *peer, struct queue *q)
{
    seat_open(seat, fd, peer);
    seat->plea = seat->service->listener; /* -1 after the stop */
    if (seat->service->stops > 0)
        seat_drain(seat);
    while (!seat_serve(seat)) {
        take_all(seat->service, q);
        seat->plea = -1;
        seat_drain(seat);
    }
    seat_close(seat);
    return !seat->cut;
}

/* Until somebody comes, or the stop. */
static int wait_newcomer(struct service *s, struct sockaddr_storage *peer, struct queue *q)
{
    struct instant now = clock_now();
    for (;;) {
        bool rests = now.ms < s->accept_again;
        struct pollfd p[WAITS] = {
            [WAIT_NEWS] = {.fd = service_news(s), .events = POLLIN},
            [WAIT_LISTENER] = {.fd = rests ? -1 : s->listener, .events = POLLIN},
        };
        now = wait_for(p, WAITS, rests ? s->accept_again : UINT64_MAX, now);
        if (p[WAIT_NEWS].revents != 0 && service_hear(s, now)) {
            take_all(s, q);
            return -1;
        }
        int fd = p[WAIT_LISTENER].revents != 0 ? service_accept(s, peer, now) : -1;
        if (fd != -1)
            return fd;
    }
}

bool iterative_run(struct service *s)
{
    struct queue queue = {.count = 0};
    struct seat seat;
    bool ready = seat_init(&seat, s);
    bool cut = false;
    if (!ready)
        perror("refserver: cannot begin");
    while (ready && s->stops == 0) {
        struct sockaddr_storage peer;
        int fd = wait_newcomer(s, &peer, &queue);
        cut = (fd != -1 && !serve(&seat, fd, &peer, &queue)) || cut;
    }
    for (size_t i = 0; i < queue.count; i++)
        cut = !serve(&seat, queue.fds[i], &queue.peers[i], &queue) || cut;
    seat_release(&seat);
    service_deafen(s);
    return ready && !cut;
}
