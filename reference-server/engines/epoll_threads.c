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
#include <stdlib.h>
#include <unistd.h>

static bool serve(void *argument)
{
    return loop_run(argument);
}

/* A name of its own for the listener, which it closes when it drains. */
static bool start(struct crowd *c, size_t place)
{
    struct service *mine = malloc(sizeof *mine);
    if (mine == NULL)
        return false;
    *mine = c->of_each;
    mine->common = true;
    mine->max_connections = (c->service->max_connections + place) / c->most;
    mine->listener = fcntl(c->service->listener, F_DUPFD_CLOEXEC, 0);
    if (mine->listener != -1)
        tracker_open(mine->tracker, TRACKED_SOCKETS);
    bool started = mine->listener != -1 && team_start(c->engine, mine);
    if (!started) {
        service_deafen(mine);
        free(mine);
    }
    return started;
}

static void reap(struct crowd *c, struct instant now)
{
    (void)now;
    c->count -= team_reap(c->engine, &c->cut);
}

static void serve_all(struct crowd *c)
{
    while (c->count < c->most && start(c, c->count))
        c->count++;
    if (c->count < c->most) {
        perror("refserver: there is no room for as many threads as processors");
        c->cut = true;
    }
    crowd_run(c);
}

bool epoll_threads_run(struct service *s)
{
    static const struct crowd_ways ways = {.reap = reap};
    struct team team = {.work = serve, .dismiss = free};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct crowd c = {.service = s,
                      .ways = &ways,
                      .engine = &team,
                      .most = earlier(cores > 0 ? (uint64_t)cores : 1, s->max_connections)};
    bool opened = crowd_open(&c);
    bool ready = team_open(&team, c.most) && opened;
    c.left = team.left;
    if (ready)
        serve_all(&c);
    else
        perror("refserver: cannot begin");
    team_close(&team);
    crowd_close(&c);
    return ready && !c.cut;
}
