/* SPDX-License-Identifier: MIT */
/*
 * As many event loops as there are processors, a thread each. All accept from one listener, so a
 * newcomer goes to whoever is free; with a listener each (SO_REUSEPORT) the kernel would deal them
 * out blindly, also to a loop that computes or is full.
 */
#include "engines/crowd.h"
#include "engines/loop.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* A name of its own for the listener, which it closes when it drains. */
static bool prepare(struct thread *t)
{
    const struct crowd *c = t->crowd;
    struct service *mine = &t->service;
    mine->common = true;
    mine->max_connections = (c->service->max_connections + c->count) / c->most;
    mine->listener = fcntl(c->service->listener, F_DUPFD_CLOEXEC, 0);
    if (mine->listener != -1)
        tracker_open(mine->tracker, TRACKED_SOCKETS);
    return mine->listener != -1;
}

static bool serve(struct thread *t)
{
    return loop_run(&t->service);
}

static bool begin(struct crowd *c)
{
    while (c->count < c->most && thread_start(c, prepare, serve))
        c->count++;
    if (c->count < c->most) {
        perror("refserver: there is no room for as many threads as processors");
        c->cut = true;
    }
    return true;
}

bool epoll_threads_run(struct service *s)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct crowd c = {.service = s,
                      .helpers = &threads,
                      .begin = begin,
                      .most = earlier(cores > 0 ? (uint64_t)cores : 1, s->max_connections)};
    return crowd_run(&c);
}
