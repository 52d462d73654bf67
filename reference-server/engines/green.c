/* SPDX-License-Identifier: MIT */
/*
 * Tasks: a connection served as if by a thread of its own, on a stack that is used again when it is
 * over. The server's thread accepts, and the rest is what workers run.
 */
#include "engines/green.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* In place of poll(2). What woke it is a hint: it may be old news, even of the connection before.
   Who hears of an error, or waits for several, asks poll itself. */
static struct instant park(struct seat *s, struct pollfd *p, size_t count, uint64_t until)
{
    struct task *t = (struct task *)(void *)s;
    t->waits = p;
    t->count = count;
    t->until = until;
    context_switch(&t->context, &t->worker->context);
    uint32_t woken = atomic_exchange(&t->woken, 0U);
    for (size_t i = 0; i < count; i++)
        p[i].revents = 0;
    if (count > COMMON + 1 || (woken & (EPOLLERR | EPOLLHUP)) != 0)
        poll(p + COMMON, count - COMMON, 0);
    else
        p[COMMON].revents = (short)(woken & (uint16_t)p[COMMON].events);
    if ((woken & OUSTED) != 0)
        p[COMMON].revents = POLLNVAL;
    p[0].revents = t->service.stops < t->green->stops ? POLLIN : 0;
    return clock_now();
}

/* One connection after the other on the same stack. */
static void live(void *word)
{
    struct task *t = word;
    for (;;) {
        t->woken = 0;
        if (!seat_live(&t->seat, &t->newcomer))
            t->green->crowd.cut = true;
        t->waits = NULL;
        context_switch(&t->context, &t->worker->context);
    }
}

static void add_spare(struct green *g)
{
    struct task *t = &g->tasks[g->top];
    t->green = g;
    t->service = g->crowd.of_each;
    t->seat = (struct seat){.service = &t->service, .plea = -1, .park = park};
    if (!service_stock(&t->service, 1) || !context_open(&t->context, live, t)) {
        service_release(&t->service);
        return;
    }
    g->spare = t;
    g->top++;
}

/* That it can be written to is the event which begins a connection: it wakes whoever is free. */
static bool take(struct crowd *c)
{
    struct green *g = (struct green *)c;
    pthread_mutex_lock(&g->lock);
    if (g->spare == NULL)
        add_spare(g);
    struct task *t = g->spare;
    bool taken = t != NULL && green_watch(g->epoll, c->next.fd, EPOLLOUT | EPOLLONESHOT, t);
    if (taken) {
        g->spare = t->next;
        t->newcomer = c->next;
        t->until = UINT64_MAX;
        t->parked = true;
    }
    pthread_mutex_unlock(&g->lock);
    return taken;
}

static size_t reap(struct crowd *c)
{
    struct green *g = (struct green *)c;
    struct epoll_event rang;
    return epoll_wait(c->left, &rang, 1, 0) == 1 ? atomic_exchange(&g->ended, 0U) : 0;
}

/* Begins when all are there, for they take from each other. */
static bool hire(struct green *g)
{
    for (size_t i = 0; i < g->cores; i++) {
        struct worker *w = &g->workers[i];
        *w = (struct worker){.green = g, .lock = PTHREAD_MUTEX_INITIALIZER, .last = &w->first};
    }
    for (; g->hired < g->cores; g->hired++) {
        struct worker *w = &g->workers[g->hired];
        if (pthread_create(&w->thread, NULL, worker_run, w) != 0)
            break;
    }
    return g->hired > 0;
}

static bool open_all(struct crowd *c)
{
    struct green *g = (struct green *)c;
    cpu_set_t ours;
    g->cores = sched_getaffinity(0, sizeof ours, &ours) == 0 ? (size_t)CPU_COUNT(&ours) : 1;
    g->tasks = calloc(c->most, sizeof *g->tasks);
    g->workers = calloc(g->cores, sizeof *g->workers);
    g->epoll = epoll_create1(EPOLL_CLOEXEC);
    g->bell = eventfd(1, EFD_CLOEXEC);
    c->left = epoll_create1(EPOLL_CLOEXEC);
    return g->tasks != NULL && g->workers != NULL && c->left != -1 && green_ring(g, g->epoll) &&
           green_ring(g, c->left) && green_watch(g->epoll, c->plea, EPOLLIN | EPOLLET, &c->plea) &&
           green_watch(g->epoll, c->of_each.news[0], EPOLLIN | EPOLLONESHOT, &g->stops) &&
           green_watch(g->epoll, c->of_each.news[1], EPOLLIN | EPOLLONESHOT, &g->stops) && hire(g);
}

static void close_all(struct crowd *c)
{
    struct green *g = (struct green *)c;
    for (g->over = true; g->hired > 0; g->hired--) {
        green_ring(g, g->epoll);
        pthread_join(g->workers[g->hired - 1].thread, NULL);
    }
    if (g->epoll != -1)
        close(g->epoll);
    if (g->bell != -1)
        close(g->bell);
    for (struct task *t = g->tasks; t < g->tasks + g->top; t++) {
        context_close(&t->context);
        service_release(&t->service);
    }
    free(g->tasks);
    free(g->workers);
}

bool green_run(struct service *s)
{
    static const struct helpers tasks = {.open = open_all, .reap = reap, .close = close_all};
    struct green g = {
        .crowd = {.service = s, .helpers = &tasks, .take = take, .most = s->max_connections},
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .due = UINT64_MAX,
        .epoll = -1,
        .bell = -1};
    return crowd_run(&g.crowd);
}
