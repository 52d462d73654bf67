/* SPDX-License-Identifier: MIT */
/*
 * Workers. Who hears of an event puts the task into its own queue; who has nothing left to run
 * takes from the others, so a task may go on in another thread than it began in. Nobody is
 * interrupted: a handler that computes keeps its worker, and the tasks behind it are for whoever is
 * free.
 */
#include "engines/green.h"

#include <errno.h>
#include <unistd.h>

enum { BATCH = 64 }; /* events at a time: the others stay for whoever is free */

bool green_watch(int epoll, int fd, uint32_t events, void *what)
{
    struct epoll_event e = {.events = events, .data.ptr = what};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e) == 0 ||
           (errno == ENOENT && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) == 0);
}

/* Whoever waits there, or else who will, hears of it. The bell can be read at any time, so it is
   enough to watch it once more; nothing is written, so nothing fails that a full disk would. */
bool green_ring(struct green *g, int epoll)
{
    return green_watch(epoll, g->bell, EPOLLIN | EPOLLONESHOT, &g->bell);
}

static void enqueue(struct worker *w, struct task *t)
{
    pthread_mutex_lock(&w->lock);
    t->next = NULL;
    *w->last = t;
    w->last = &t->next;
    w->green->queued++;
    pthread_mutex_unlock(&w->lock);
}

static struct task *dequeue(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    struct task *t = w->first;
    if (t != NULL) {
        w->first = t->next;
        w->last = t->next != NULL ? w->last : &w->first;
        w->green->queued--;
    }
    pthread_mutex_unlock(&w->lock);
    return t;
}

/* From its own queue, then from those of the others. */
static struct task *next_task(struct worker *w)
{
    struct green *g = w->green;
    struct task *t = NULL;
    for (size_t i = 0; i < g->cores && t == NULL && g->queued > 0; i++)
        t = dequeue(&g->workers[((size_t)(w - g->workers) + i) % g->cores]);
    return t;
}

/* With the lock held, as the next two. */
static void wake(struct worker *w, struct task *t, uint32_t events)
{
    t->woken |= events | WOKEN;
    if (t->parked)
        enqueue(w, t);
    t->parked = false;
}

/* Wakes whose time has come, and who have not heard of a stop. */
static void wake_due(struct worker *w, uint64_t now)
{
    struct green *g = w->green;
    uint64_t due = UINT64_MAX;
    for (struct task *t = g->tasks; t < g->tasks + g->top; t++)
        if (t->parked && (t->until <= now || t->service.stops < g->stops))
            wake(w, t, 0);
        else if (t->parked)
            due = earlier(due, t->until);
    g->due = due;
}

/* As in the event loop, the one that has been idle longest gives way. */
static void oust(struct worker *w, uint64_t now)
{
    struct green *g = w->green;
    struct task *idle = NULL;
    uint64_t first = now - LIMIT_YIELD_MS + 1;
    for (struct task *t = g->tasks; t < g->tasks + g->top; t++)
        if (t->parked && t->waits != NULL && conn_idle_since(&t->seat.link.conn) < first) {
            idle = t;
            first = conn_idle_since(&t->seat.link.conn);
        }
    if (idle != NULL && read(g->crowd.plea, &first, sizeof first) == (ssize_t)sizeof first)
        wake(w, idle, OUSTED);
}

static void heed(struct worker *w, void *what, uint32_t events, uint64_t now)
{
    struct green *g = w->green;
    if (what == &g->stops) {
        g->stops++;
        g->due = 0;
    } else if (what == &g->crowd.plea) {
        oust(w, now);
    } else if (what != &g->bell) {
        wake(w, what, events);
    }
}

/* Each event comes to one worker. Who brings more work than it can do at once rings for another. */
static void listen_up(struct worker *w)
{
    struct green *g = w->green;
    struct epoll_event ready[BATCH];
    g->asleep++;
    uint64_t due = g->queued > 0 || g->over ? 0 : g->due;
    int count = epoll_wait(g->epoll, ready, BATCH, clock_left(due, clock_now()));
    g->asleep--;
    if (count == -1 && errno != EINTR)
        clock_pause();
    uint64_t now = clock_now().ms;
    pthread_mutex_lock(&g->lock);
    for (int i = 0; i < count; i++)
        heed(w, ready[i].data.ptr, ready[i].events, now);
    if (now >= g->due)
        wake_due(w, now);
    pthread_mutex_unlock(&g->lock);
    if (g->queued > 1 && g->asleep > 0)
        green_ring(g, g->epoll);
}

/* Its stack has been left, so it may go on anywhere. Events that come before it is parked are not
   lost: it has been woken then. */
static void park_task(struct worker *w, struct task *t)
{
    struct green *g = w->green;
    for (const struct pollfd *p = t->waits + COMMON; p < t->waits + t->count; p++)
        if (p->fd != -1 && !green_watch(g->epoll, p->fd, (uint16_t)p->events | EPOLLONESHOT, t))
            t->woken |= OUSTED;
    pthread_mutex_lock(&g->lock);
    bool sooner = t->until < g->due;
    t->parked = true;
    if (t->woken != 0 || t->service.stops < g->stops)
        wake(w, t, 0);
    else if (sooner)
        g->due = t->until;
    pthread_mutex_unlock(&g->lock);
    if (sooner && g->asleep > 0)
        green_ring(g, g->epoll);
}

static void retire(struct task *t)
{
    struct green *g = t->green;
    pthread_mutex_lock(&g->lock);
    t->next = g->spare;
    g->spare = t;
    pthread_mutex_unlock(&g->lock);
    g->ended++;
    green_ring(g, g->crowd.left);
}

void *worker_run(void *worker)
{
    struct worker *w = worker;
    while (!w->green->over) {
        struct task *t = next_task(w);
        if (t == NULL) {
            listen_up(w);
            continue;
        }
        t->worker = w;
        context_switch(&w->context, &t->context);
        if (t->waits != NULL)
            park_task(w, t);
        else
            retire(t);
    }
    green_ring(w->green, w->green->epoll);
    return NULL;
}
