/* SPDX-License-Identifier: MIT */
/*
 * Waiting with epoll(7), level-triggered: the kernel keeps the table and tells only who is ready,
 * so an idle connection costs a round nothing.
 */
#include "engines/loop.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 512 }; /* of one round; the others' turn comes in the next */

struct epoller {
    int fd; /* owned */
    struct epoll_event events[EVENTS];
};

static void close_epoller(void *self)
{
    struct epoller *e = self;
    close(e->fd);
    free(e);
}

static void *open_epoller(size_t places)
{
    struct epoller *e = malloc(sizeof *e);
    (void)places;
    if (e == NULL || (e->fd = epoll_create1(EPOLL_CLOEXEC)) != -1)
        return e;
    free(e);
    return NULL;
}

static bool watch(void *self, size_t place, uint64_t token, int fd, unsigned events, bool first)
{
    const struct epoller *e = self;
    struct epoll_event event = {.events = ((events & WAIT_READ) != 0 ? EPOLLIN : 0U) |
                                          ((events & WAIT_WRITE) != 0 ? EPOLLOUT : 0U),
                                .data.u64 = token};
    (void)place;
    return epoll_ctl(e->fd, first ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) == 0;
}

/* Closing the descriptor is all that the kernel needs. */
static void forget(void *self, size_t place)
{
    (void)self;
    (void)place;
}

static int wait(void *self, int timeout_ms, struct ready *ready)
{
    struct epoller *e = self;
    int count = epoll_wait(e->fd, e->events, EVENTS, timeout_ms);
    for (int i = 0; i < count; i++) {
        unsigned events = e->events[i].events;
        ready[i] = (struct ready){e->events[i].data.u64,
                                  ((events & EPOLLIN) != 0 ? WAIT_READ : 0U) |
                                      ((events & EPOLLOUT) != 0 ? WAIT_WRITE : 0U) |
                                      ((events & EPOLLHUP) != 0 ? WAIT_HANG_UP : 0U) |
                                      ((events & EPOLLERR) != 0 ? WAIT_ERROR : 0U)};
    }
    return count;
}

static enum engine_end run(const struct engine_setup *setup)
{
    static const struct waiter waiter = {.open = open_epoller,
                                         .close = close_epoller,
                                         .watch = watch,
                                         .forget = forget,
                                         .wait = wait};
    return loop_run(setup, &waiter);
}

const struct engine engine_epoll = {
    .name = "epoll",
    .story = "one thread waits for all connections with epoll(7)",
    .run = run,
};
