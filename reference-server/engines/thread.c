/* SPDX-License-Identifier: MIT */
/*
 * A thread for each connection: cheaper than a process, and the state of the server is one; so
 * whatever all of them change has to be guarded, as the counter and the store of users are. There
 * are at most as many as connections may be open.
 */
#include "engines/crowd.h"

#include <stdio.h>
#include <stdlib.h>

struct guest {
    struct service service;
    struct seat seat;
    int fd;
    struct sockaddr_storage peer;
};

static bool serve(void *argument)
{
    struct guest *guest = argument;
    return seat_live(&guest->seat, guest->fd, &guest->peer);
}

static void dismiss(void *argument)
{
    struct guest *guest = argument;
    seat_release(&guest->seat);
    free(guest);
}

static bool take(struct crowd *c)
{
    struct guest *guest = malloc(sizeof *guest);
    if (guest == NULL)
        return false;
    *guest = (struct guest){.service = c->of_each, .fd = c->newcomer, .peer = c->peer};
    bool started = seat_init(&guest->seat, &guest->service);
    guest->seat.plea = c->plea;
    guest->seat.counted = true;
    started = started && team_start(c->engine, guest);
    if (!started)
        dismiss(guest);
    return started;
}

static void reap(struct crowd *c, struct instant now)
{
    (void)now;
    size_t ended = team_reap(c->engine, &c->cut);
    c->count -= ended;
    if (ended > 0)
        c->service->accept_again = 0; /* there is room again */
}

bool thread_run(struct service *s)
{
    static const struct crowd_ways ways = {.take = take, .reap = reap};
    struct team team = {.work = serve, .dismiss = dismiss};
    struct crowd c = {.service = s, .ways = &ways, .engine = &team, .most = s->max_connections};
    bool opened = crowd_open(&c);
    bool ready = team_open(&team, c.most) && opened;
    c.left = team.left;
    if (ready)
        crowd_run(&c);
    else
        perror("refserver: cannot begin");
    team_close(&team);
    crowd_close(&c);
    return ready && !c.cut;
}
