/* SPDX-License-Identifier: MIT */
/*
 * A process for each connection, made when it comes: it may block and even crash, and nobody else
 * notices; but what it learns dies with it, and each costs the kernel a process. There are at most
 * as many as connections may be open.
 */
#include "engines/crowd.h"

#include <stdio.h>
#include <unistd.h>

struct forks {
    struct family family;
    struct seat seat; /* made once; each child has a copy of its own */
};

static bool take(struct crowd *c)
{
    struct forks *forks = c->engine;
    size_t place = 0;
    pid_t pid = family_fork(&forks->family, &place);
    if (pid == 0) {
        crowd_forsake(c);
        c->of_each.tracker = &forks->family.trackers[place];
        _exit(seat_live(&forks->seat, c->newcomer, &c->peer) ? 0 : 1);
    }
    if (pid != -1)
        close(c->newcomer); /* the child has it, and counts it */
    return pid != -1;
}

static void reap(struct crowd *c, struct instant now)
{
    struct forks *forks = c->engine;
    (void)now;
    size_t ended = family_reap(&forks->family, &c->cut);
    c->count -= ended;
    if (ended > 0)
        c->service->accept_again = 0; /* there is room again */
}

static void kill_all(struct crowd *c)
{
    struct forks *forks = c->engine;
    family_kill(&forks->family);
}

bool fork_run(struct service *s)
{
    static const struct crowd_ways ways = {.take = take, .reap = reap, .kill = kill_all};
    struct forks forks;
    struct crowd c = {
        .service = s, .ways = &ways, .engine = &forks, .left = -1, .most = s->max_connections};
    bool opened = crowd_open(&c);
    bool seated = seat_init(&forks.seat, &c.of_each);
    bool ready = family_open(&forks.family, s->tracker, c.most) && opened && seated;
    forks.seat.plea = c.plea;
    forks.seat.counted = true;
    if (ready)
        crowd_run(&c);
    else
        perror("refserver: cannot begin");
    family_close(&forks.family);
    seat_release(&forks.seat);
    crowd_close(&c);
    return ready && !c.cut;
}
