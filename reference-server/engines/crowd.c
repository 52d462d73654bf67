/* SPDX-License-Identifier: MIT */
/*
 * Who has helpers does little: it waits for newcomers, for helpers that leave, and for signals. At
 * the most helpers there may be, newcomers wait in the accept queue, and those helpers whose peers
 * are idle hear a plea to make room: one of them goes. For want of descriptors, processes, threads
 * or memory it pauses; nobody who was accepted is lost for that.
 */
#include "engines/crowd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { WAIT_NEWS, WAIT_LISTENER, WAIT_LEFT, WAITS };

enum { LEAVE_MS = 3000 }; /* for helpers to leave, when the drain is over */

struct instant wait_for(struct pollfd *p, size_t count, uint64_t until, struct instant now)
{
    if (poll(p, count, clock_left(until, now)) == -1) {
        for (size_t i = 0; i < count; i++)
            p[i].revents = 0;
        p[0].revents = POLLIN;
        if (errno != EINTR)
            clock_pause();
    }
    return clock_now();
}

static void close_end(int *fd)
{
    if (*fd != -1)
        close(*fd);
    *fd = -1;
}

/* News are pipes to which nothing is ever written: that nobody holds the other end is the news. */
static bool open_all(struct crowd *c)
{
    c->next.fd = c->left = c->leave = -1;
    c->kill_at = UINT64_MAX;
    c->of_each = *c->service;
    c->of_each.listener = -1;
    c->plea = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
    bool opened = c->plea != -1;
    for (size_t i = 0; i < 2; i++) {
        int ends[2] = {-1, -1};
        opened = pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 && opened;
        c->of_each.news[i] = ends[0];
        c->tell[i] = ends[1];
    }
    return opened && c->helpers->open(c) && (c->begin == NULL || c->begin(c));
}

static void close_all(struct crowd *c)
{
    if (c->helpers->close != NULL)
        c->helpers->close(c);
    for (size_t i = 0; i < 2; i++) {
        close_end(&c->tell[i]);
        close_end(&c->of_each.news[i]);
    }
    close_end(&c->plea);
    close_end(&c->left);
    close_end(&c->leave);
    service_release(&c->of_each);
    service_deafen(c->service);
}

/* One plea at most is to be heard, and none when there is room. */
static void plead(const struct crowd *c, bool full)
{
    uint64_t one = 1;
    ssize_t done = read(c->plea, &one, sizeof one); /* the last one, if nobody heard it */
    one = 1;
    if (full)
        done = write(c->plea, &one, sizeof one);
    (void)done;
}

static void admit(struct crowd *c, struct instant now)
{
    struct service *s = c->service;
    plead(c, c->count == c->most);
    while (c->count < c->most) {
        if (c->next.fd == -1 && !service_accept(s, &c->next, now))
            return;
        if (!c->take(c))
            break;
        c->next.fd = -1;
        c->count++;
    }
    s->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
}

/* Who had connected before the signal is still in flight; helpers hear of the stop after that. */
static void drain(struct crowd *c, struct instant now)
{
    if (c->take != NULL)
        admit(c, now);
    close_end(&c->next.fd);
    service_deafen(c->service);
    close_end(&c->tell[0]);
}

static void heed_signals(struct crowd *c, struct instant now)
{
    const struct service *s = c->service;
    unsigned before = s->stops;
    if (service_hear(c->service, now))
        drain(c, now);
    if (s->stops > 1)
        close_end(&c->tell[1]);
    if (s->stops > before && c->helpers->kill != NULL)
        c->kill_at = (s->stops > 1 ? now.ms : s->drain_end) + LEAVE_MS;
}

/* Who has left makes room, or is replaced: after a pause, for who died at once dies again. */
static void reap(struct crowd *c, struct instant now)
{
    struct service *s = c->service;
    size_t ended = c->helpers->reap(c);
    c->count -= ended;
    if (ended > 0)
        s->accept_again = c->replace != NULL ? now.ms + LIMIT_ACCEPT_PAUSE_MS : 0;
    if (c->replace == NULL || s->stops > 0 || now.ms < s->accept_again)
        return;
    while (c->count < c->most && c->replace(c))
        c->count++;
    if (c->count < c->most)
        s->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
}

static struct instant wait_round(struct crowd *c, struct instant now)
{
    struct service *s = c->service;
    bool rests = now.ms < s->accept_again;
    bool listens = c->take != NULL && c->next.fd == -1 && !rests;
    bool looks = rests || c->next.fd != -1;
    uint64_t until = looks ? earlier(c->kill_at, s->accept_again) : c->kill_at;
    struct pollfd p[WAITS] = {
        [WAIT_NEWS] = {.fd = service_news(s), .events = POLLIN},
        [WAIT_LISTENER] = {.fd = listens ? s->listener : -1, .events = POLLIN},
        [WAIT_LEFT] = {.fd = c->left, .events = POLLIN},
    };
    now = wait_for(p, WAITS, until, now);
    if (p[WAIT_NEWS].revents != 0)
        heed_signals(c, now);
    bool newcomers =
        p[WAIT_LISTENER].revents != 0 || (c->next.fd != -1 && now.ms >= s->accept_again);
    if (newcomers && s->listener != -1)
        admit(c, now);
    return now;
}

static void live(struct crowd *c)
{
    const struct service *s = c->service;
    struct instant now = clock_now();
    for (;;) {
        reap(c, now);
        if (c->count == 0 && (s->stops > 0 || (c->take == NULL && c->replace == NULL)))
            return; /* nobody is left, and nobody will come */
        now = wait_round(c, now);
        if (now.ms >= c->kill_at) {
            c->helpers->kill(c);
            c->kill_at = UINT64_MAX;
        }
    }
}

bool crowd_run(struct crowd *c)
{
    bool ready = open_all(c);
    if (ready)
        live(c);
    else
        perror("refserver: cannot begin");
    close_all(c);
    return ready && !c->cut;
}
