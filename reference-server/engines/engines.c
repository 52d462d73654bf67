/* SPDX-License-Identifier: MIT */
/*
 * The engines, in the order of the story: one connection after the other, a process for each, a
 * thread for each, one thread for all, as many of those as there are processors, and threads for
 * each that the kernel does not know.
 */
#include "engines/loop.h"

#include <stdio.h>
#include <sys/select.h>

const struct engine engines[] = {
    {.name = "iterative",
     .story = "one connection after the other: accept, serve, close",
     .run = iterative_run},
    {.name = "fork", .story = "a process for each connection, made when it comes", .run = fork_run},
    {.name = "prefork",
     .story = "processes made in advance share the listener; who dies is replaced",
     .run = prefork_run,
     .waiter = &poll_waiter},
    {.name = "thread",
     .story = "a thread for each connection, and the state of the server in common",
     .run = thread_run},
    {.name = "select",
     .story = "one thread waits for all connections with select(2), below descriptor 1024",
     .run = loop_run,
     .waiter = &select_waiter,
     .descriptors = FD_SETSIZE},
    {.name = "poll",
     .story = "one thread waits for all connections with poll(2); each costs a little every time",
     .run = loop_run,
     .waiter = &poll_waiter},
    {.name = "epoll",
     .story = "one thread waits for all connections with epoll(7); the idle cost nothing",
     .run = loop_run,
     .waiter = &epoll_waiter},
    {.name = "epoll-threads",
     .story = "a thread with epoll(7) for each processor, on one listener",
     .run = epoll_threads_run,
     .waiter = &epoll_waiter},
    {.name = "green",
     .story = "a green thread for each connection, many on a few threads; switching is a call",
     .run = green_run},
    {.name = NULL},
};

static size_t alike(const char *a, const char *b)
{
    size_t i = 0;
    while (a[i] != '\0' && a[i] == b[i])
        i++;
    return i;
}

/* Who began with at least two letters of a name may have meant it. */
static void explain(const char *name, char why[LIMIT_WHY])
{
    struct text t = {.at = why, .room = LIMIT_WHY - 1};
    const struct engine *meant = NULL;
    text_put(&t, SPAN("no engine is called '"));
    text_put(&t, (struct span){name, strnlen(name, LIMIT_WHY / 4)});
    text_put(&t, SPAN("'; there are"));
    for (const struct engine *e = engines; e->name != NULL; e++) {
        text_put(&t, e == engines ? SPAN(" ") : SPAN(", "));
        text_put(&t, span_of(e->name));
        if (alike(name, e->name) > (meant != NULL ? alike(name, meant->name) : 1))
            meant = e;
    }
    if (meant != NULL) {
        text_put(&t, SPAN("; did you mean "));
        text_put(&t, span_of(meant->name));
        text_put(&t, SPAN("?"));
    }
    why[t.length] = '\0';
}

const struct engine *engine_find(const char *name, char why[LIMIT_WHY])
{
    for (const struct engine *e = engines; e->name != NULL; e++)
        if (strcmp(e->name, name) == 0)
            return e;
    explain(name, why);
    return NULL;
}

bool engine_run(struct service *s)
{
    s->max_of_all = s->max_connections;
    s->drain_end = UINT64_MAX;
    return s->engine->run(s);
}
