/* SPDX-License-Identifier: MIT */
/*
 * Processes made in advance: nobody waits for one to be made, and there are no more than have been
 * asked for. Each is a server of its own, a loop around poll(2), on the listener that all
 * inherited; the parent only watches, and replaces who died.
 */
#include "engines/crowd.h"
#include "engines/loop.h"

enum { WORKERS = 4 }; /* enough to see that state is not shared, and more than one for each core */

static bool serve(struct crowd *c)
{
    struct service *mine = &c->of_each;
    size_t place = (size_t)(mine->tracker - c->trackers);
    mine->listener = c->service->listener; /* another name for the same, and counted again */
    tracker_open(mine->tracker, TRACKED_SOCKETS);
    mine->common = true;
    mine->max_connections = (c->service->max_connections + place) / c->most;
    return loop_run(mine);
}

static bool replace(struct crowd *c)
{
    return process_start(c, serve);
}

bool prefork_run(struct service *s)
{
    struct crowd c = {.service = s,
                      .helpers = &processes,
                      .replace = replace,
                      .most = earlier(WORKERS, s->max_connections)};
    return crowd_run(&c);
}
