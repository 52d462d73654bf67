/* SPDX-License-Identifier: MIT */
/*
 * Processes made in advance: nobody waits for one to be made, and there are no more than have been
 * asked for. Each is a server of its own, a loop around poll(2), on the listener that all
 * inherited; the parent only watches, and replaces who died.
 */
#include "engines/crowd.h"
#include "engines/loop.h"

#include <stdio.h>
#include <unistd.h>

enum { WORKERS = 4 }; /* enough to see that state is not shared, and more than one for each core */

static void work(struct crowd *c, struct tracker *tracker, size_t place)
{
    struct service mine = c->of_each;
    crowd_forsake(c);
    mine.tracker = tracker;
    mine.listener = c->service->listener; /* another name for the same, and counted again */
    tracker_open(tracker, TRACKED_SOCKETS);
    mine.common = true;
    mine.max_connections = (c->service->max_connections + place) / c->most;
    _exit(loop_run(&mine) ? 0 : 1);
}

/* Who died at once dies again: a pause keeps that from taking the whole processor. */
static void replace(struct crowd *c, struct instant now)
{
    struct family *f = c->engine;
    size_t place = 0;
    size_t ended = family_reap(f, &c->cut);
    c->count -= ended;
    if (ended > 0)
        c->service->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    while (c->service->stops == 0 && c->count < c->most && now.ms >= c->service->accept_again) {
        pid_t pid = family_fork(f, &place);
        if (pid == 0)
            work(c, &f->trackers[place], place);
        if (pid == -1)
            c->service->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
        else
            c->count++;
    }
}

static void kill_all(struct crowd *c)
{
    family_kill(c->engine);
}

bool prefork_run(struct service *s)
{
    static const struct crowd_ways ways = {.reap = replace, .kill = kill_all};
    struct family family;
    struct crowd c = {.service = s,
                      .ways = &ways,
                      .engine = &family,
                      .left = -1,
                      .most = earlier(WORKERS, s->max_connections)};
    bool opened = crowd_open(&c);
    bool ready = family_open(&family, s->tracker, c.most) && opened;
    if (ready)
        crowd_run(&c);
    else
        perror("refserver: cannot begin");
    family_close(&family);
    crowd_close(&c);
    return ready && !c.cut;
}
