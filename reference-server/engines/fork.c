/* SPDX-License-Identifier: MIT */
/*
 * A process for each connection, made when it comes: it may block and even crash, and nobody else
 * notices; but what it learns dies with it, and each costs the kernel a process. There are at most
 * as many as connections may be open.
 */
#include "engines/crowd.h"

#include <unistd.h>

/* Memory is stocked once; each child has a copy of its own. */
static bool stock(struct crowd *c)
{
    return service_stock(&c->of_each, 1);
}

static bool serve(struct crowd *c)
{
    struct seat seat = {.service = &c->of_each, .plea = c->plea};
    return seat_live(&seat, &c->next);
}

static bool take(struct crowd *c)
{
    bool taken = process_start(c, serve);
    if (taken)
        close(c->next.fd); /* the child has it, and counts it */
    return taken;
}

bool fork_run(struct service *s)
{
    struct crowd c = {.service = s,
                      .helpers = &processes,
                      .begin = stock,
                      .take = take,
                      .most = s->max_connections};
    return crowd_run(&c);
}
