/* SPDX-License-Identifier: MIT */
/*
 * The engines, in the order of the story: one connection after the other, a process for each, a
 * thread for each, one thread for all, as many of those as there are processors, and threads for
 * each that the kernel does not know. And what all do alike: accept, rest for want of descriptors,
 * hear of a stop.
 */
#include "engines/loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>

const struct engine engines[] = {
    /* name, story, run, waiter, descriptors */
    {"iterative", "one connection after the other: accept, serve, close", iterative_run, NULL, 0},
    {"fork", "a process for each connection, made when it comes", fork_run, NULL, 0},
    {"prefork", "processes made in advance share the listener; who dies is replaced", prefork_run,
     &poll_waiter, 0},
    {"thread", "a thread for each connection, and the state of the server in common", thread_run,
     NULL, 0},
    {"select", "one thread waits for all connections with select(2), below descriptor 1024",
     loop_run, &select_waiter, FD_SETSIZE},
    {"poll", "one thread waits for all connections with poll(2); each costs a little every time",
     loop_run, &poll_waiter, 0},
    {"epoll", "one thread waits for all connections with epoll(7); the idle cost nothing", loop_run,
     &epoll_waiter, 0},
    {"epoll-threads", "a thread with epoll(7) for each processor, on one listener",
     epoll_threads_run, &epoll_waiter, 0},
    {"green", "a green thread for each connection, many on a few threads; switching is a call",
     green_run, NULL, 0},
    {.name = NULL},
};

const struct engine *engine_find(const char *name, char why[LIMIT_WHY])
{
    for (const struct engine *e = engines; e->name != NULL; e++)
        if (strcmp(e->name, name) == 0)
            return e;
    int used =
        snprintf(why, LIMIT_WHY, "no engine is called '%.40s'; --list-engines tells of", name);
    for (const struct engine *e = engines; e->name != NULL; e++)
        used += snprintf(why + used, (size_t)(LIMIT_WHY - used), "%s %s", e != engines ? "," : "",
                         e->name);
    return NULL;
}

bool engine_run(struct service *s)
{
    s->max_of_all = s->max_connections;
    s->drain_end = UINT64_MAX;
    return s->engine->run(s);
}

bool service_stock(struct service *s, uint64_t connections)
{
    size_t works = earlier(connections, LIMIT_WORK);
    size_t larges = earlier(connections, LIMIT_LARGE);
    pool_stock(&s->work, malloc(works * sizeof(struct workspace)), sizeof(struct workspace), works);
    pool_stock(&s->large, malloc(larges * LIMIT_BODY), LIMIT_BODY, larges);
    s->config.work = &s->work;
    s->config.large = &s->large;
    return s->work.arena != NULL && s->large.arena != NULL;
}

void service_release(struct service *s)
{
    free(s->work.arena);
    free(s->large.arena);
    s->work.arena = s->large.arena = NULL;
}

bool service_accept(struct service *s, struct newcomer *n, struct instant now)
{
    n->fd = listen_accept(s->listener, &n->peer);
    if (n->fd == -1 && errno != EAGAIN)
        s->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    return n->fd != -1;
}

void service_deafen(struct service *s)
{
    if (s->listener != -1)
        tracker_close(s->tracker, TRACKED_SOCKETS, s->listener);
    s->listener = -1;
}

int service_news(const struct service *s)
{
    return s->news[s->stops > 0];
}

bool service_hear(struct service *s, struct instant now)
{
    static const atomic_bool never = false;
    unsigned before = s->stops;
    s->stops += signals_take(service_news(s));
    if (s->stops > 1)
        s->drain_end = 0;
    else if (s->stops > before)
        s->drain_end = now.ms + s->drain_ms;
    if (s->stops > 0)
        s->config.keep_alive = &never;
    return before == 0 && s->stops > 0;
}

bool service_is_full(const struct service *s)
{
    const struct tracker *t = s->tracker;
    return tracker_count(t->whole != NULL ? t->whole : t, TRACKED_CONNECTIONS) >= s->max_of_all;
}
