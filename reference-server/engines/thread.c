/* SPDX-License-Identifier: MIT */
/*
 * A thread for each connection: cheaper than a process, and the state of the server is one; so
 * whatever all of them change has to be guarded, as the counter and the store of users are. There
 * are at most as many as connections may be open.
 */
#include "engines/crowd.h"

static bool prepare(struct thread *t)
{
    t->seat = (struct seat){.service = &t->service, .plea = t->crowd->plea};
    t->newcomer = t->crowd->next;
    return service_stock(&t->service, 1);
}

static bool serve(struct thread *t)
{
    return seat_live(&t->seat, &t->newcomer);
}

static bool take(struct crowd *c)
{
    return thread_start(c, prepare, serve);
}

bool thread_run(struct service *s)
{
    struct crowd c = {.service = s, .helpers = &threads, .take = take, .most = s->max_connections};
    return crowd_run(&c);
}
