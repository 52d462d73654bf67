/* SPDX-License-Identifier: MIT */
/*
 * Green threads, many on few: each connection has a task, which has a stack of its own and is
 * written as if it could block; a worker thread for each processor runs whichever tasks have
 * something to do. Where a thread would wait in poll(2), a task parks itself: its worker tells
 * epoll(7) what it waits for and takes up the next. Who hears of an event puts the task into its
 * own queue; who has nothing left to run takes from the others, so a task may go on in another
 * thread than it began in. Nobody is interrupted: a handler that computes keeps its worker.
 */
#include "engines/context.h"
#include "engines/crowd.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 64,       /* events at a time: the others stay for whoever is free */
    COMMON = 2,       /* news and plea: what every seat waits for first is the same for all */
    ROUND_MS = 60000, /* at most, so that no timeout overflows an int */
};

enum { WOKEN = 1U << 16, OUSTED = 1U << 17 }; /* beside the events of epoll */

struct task {
    struct seat seat; /* the first: park() finds the rest by it */
    struct service service;
    struct green *green;
    struct worker *worker; /* runs it now, or did last */
    struct context context;
    int fd; /* of the newcomer to begin with, and its peer */
    struct sockaddr_storage peer;
    const struct pollfd *waits; /* borrowed from who parks; NULL without a connection */
    size_t count;
    uint64_t until;
    bool parked;       /* nobody runs it, and it is in no queue */
    atomic_uint woken; /* what it has heard since it last looked */
    struct task *next; /* in a queue, or among the spare */
};

struct worker {
    struct green *green;
    pthread_t thread;
    struct context context; /* the thread's own */
    pthread_mutex_t lock;   /* of its queue */
    struct task *first, **last;
};

struct green {
    struct crowd crowd;
    struct worker *workers; /* owned, one for each processor that is ours */
    size_t cores;
    int epoll, bell;      /* owned */
    atomic_size_t queued; /* tasks in all queues */
    atomic_uint asleep;   /* workers, or about to be */
    atomic_uint stops;    /* heard of by workers */
    atomic_uint ended;    /* connections, since the crowd last asked */
    atomic_ullong due;    /* no task that is parked is due before */
    atomic_bool over, cut;
    pthread_mutex_t lock; /* of what follows, of who is parked, and until when */
    struct task *tasks;   /* owned, one per place; touched only in use */
    size_t top;           /* behind the highest place ever used */
    struct task *spare;   /* whose connection is over: others can use the stacks */
};

static bool watch(int epoll, int fd, uint32_t events, void *what)
{
    struct epoll_event e = {.events = events, .data.ptr = what};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e) == 0 ||
           (errno == ENOENT && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) == 0);
}

/* Whoever waits there, or else who will, hears of it. The bell can be read at any time, so it is
   enough to watch it once more; nothing is written, so nothing fails that a full disk would. */
static bool ring(struct green *g, int epoll)
{
    return watch(epoll, g->bell, EPOLLIN | EPOLLONESHOT, &g->bell);
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
        if (t->parked && t->waits != NULL && conn_idle_since(&t->seat.conn) < first) {
            idle = t;
            first = conn_idle_since(&t->seat.conn);
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
    static const struct timespec pause = {.tv_nsec = LIMIT_ACCEPT_PAUSE_MS * 1000000L};
    struct green *g = w->green;
    struct epoll_event ready[BATCH];
    g->asleep++;
    uint64_t now = clock_now().ms;
    uint64_t due = g->queued > 0 || g->over ? 0 : g->due;
    uint64_t wait = due > now ? earlier(due - now, ROUND_MS) : 0;
    int count = epoll_wait(g->epoll, ready, BATCH, (int)wait);
    g->asleep--;
    if (count == -1 && errno != EINTR)
        nanosleep(&pause, NULL); /* for want of memory: that passes, and nobody is lost */
    now = clock_now().ms;
    pthread_mutex_lock(&g->lock);
    for (int i = 0; i < count; i++)
        heed(w, ready[i].data.ptr, ready[i].events, now);
    if (now >= g->due)
        wake_due(w, now);
    pthread_mutex_unlock(&g->lock);
    if (g->queued > 1 && g->asleep > 0)
        (void)ring(g, g->epoll);
}

/* Its stack has been left, so it may go on anywhere. Events that come before it is parked are not
   lost: it has been woken then. */
static void park_task(struct worker *w, struct task *t)
{
    struct green *g = w->green;
    for (const struct pollfd *p = t->waits + COMMON; p < t->waits + t->count; p++)
        if (p->fd != -1 && !watch(g->epoll, p->fd, (uint16_t)p->events | EPOLLONESHOT, t))
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
        (void)ring(g, g->epoll);
}

static void retire(struct task *t)
{
    struct green *g = t->green;
    pthread_mutex_lock(&g->lock);
    t->next = g->spare;
    g->spare = t;
    pthread_mutex_unlock(&g->lock);
    g->ended++;
    (void)ring(g, g->crowd.left);
}

static void *work(void *argument)
{
    struct worker *w = argument;
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
    (void)ring(w->green, w->green->epoll);
    return NULL;
}

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
        if (!seat_live(&t->seat, t->fd, &t->peer))
            t->green->cut = true;
        t->waits = NULL;
        context_switch(&t->context, &t->worker->context);
    }
}

static void add_spare(struct green *g)
{
    struct task *t = &g->tasks[g->top];
    t->green = g;
    t->service = g->crowd.of_each;
    if (!seat_init(&t->seat, &t->service) || !context_open(&t->context, live, t)) {
        seat_release(&t->seat);
        return;
    }
    t->seat.park = park;
    g->spare = t;
    g->top++;
}

/* That it can be written to is the event which begins a connection: it wakes whoever is free. */
static bool take(struct crowd *c)
{
    struct green *g = c->engine;
    pthread_mutex_lock(&g->lock);
    if (g->spare == NULL)
        add_spare(g);
    struct task *t = g->spare;
    bool taken = t != NULL && watch(g->epoll, c->newcomer, EPOLLOUT | EPOLLONESHOT, t);
    if (taken) {
        g->spare = t->next;
        t->fd = c->newcomer;
        t->peer = c->peer;
        t->until = UINT64_MAX;
        t->parked = true;
    }
    pthread_mutex_unlock(&g->lock);
    return taken;
}

static void reap(struct crowd *c, struct instant now)
{
    struct green *g = c->engine;
    struct epoll_event rang;
    (void)now;
    if (epoll_wait(c->left, &rang, 1, 0) != 1)
        return;
    c->count -= atomic_exchange(&g->ended, 0U);
    c->service->accept_again = 0; /* there is room again */
}

static bool open_all(struct green *g)
{
    struct crowd *c = &g->crowd;
    bool opened = crowd_open(c);
    g->tasks = calloc(c->most, sizeof *g->tasks);
    g->workers = calloc(g->cores, sizeof *g->workers);
    for (size_t i = 0; g->workers != NULL && i < g->cores; i++) {
        struct worker *w = &g->workers[i];
        *w = (struct worker){.green = g, .lock = PTHREAD_MUTEX_INITIALIZER, .last = &w->first};
    }
    g->epoll = epoll_create1(EPOLL_CLOEXEC);
    c->left = epoll_create1(EPOLL_CLOEXEC);
    g->bell = eventfd(1, EFD_CLOEXEC);
    return opened && g->tasks != NULL && g->workers != NULL && ring(g, g->epoll) &&
           ring(g, c->left) && watch(g->epoll, c->plea, EPOLLIN | EPOLLET, &c->plea) &&
           watch(g->epoll, c->of_each.news[0], EPOLLIN | EPOLLONESHOT, &g->stops) &&
           watch(g->epoll, c->of_each.news[1], EPOLLIN | EPOLLONESHOT, &g->stops);
}

static void close_all(struct green *g)
{
    const int owned[] = {g->epoll, g->bell, g->crowd.left};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        if (owned[i] != -1)
            close(owned[i]);
    for (struct task *t = g->tasks; t < g->tasks + g->top; t++) {
        context_close(&t->context);
        seat_release(&t->seat);
    }
    free(g->tasks);
    free(g->workers);
    crowd_close(&g->crowd);
}

bool green_run(struct service *s)
{
    static const struct crowd_ways ways = {.take = take, .reap = reap};
    cpu_set_t ours;
    struct green g = {.crowd = {.service = s, .ways = &ways, .most = s->max_connections},
                      .lock = PTHREAD_MUTEX_INITIALIZER,
                      .due = UINT64_MAX};
    size_t hired = 0;
    g.crowd.engine = &g;
    g.cores = sched_getaffinity(0, sizeof ours, &ours) == 0 ? (size_t)CPU_COUNT(&ours) : 1;
    bool ready = open_all(&g);
    while (ready && hired < g.cores &&
           pthread_create(&g.workers[hired].thread, NULL, work, &g.workers[hired]) == 0)
        hired++;
    ready = hired > 0;
    if (ready)
        crowd_run(&g.crowd);
    else
        perror("refserver: cannot begin");
    for (g.over = true; hired > 0; hired--) {
        (void)ring(&g, g.epoll);
        pthread_join(g.workers[hired - 1].thread, NULL);
    }
    close_all(&g);
    return ready && !g.cut;
}
