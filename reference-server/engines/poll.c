/* SPDX-License-Identifier: MIT */
/*
 * Waiting with poll(2): a table of descriptors that the kernel reads through every time. The cost
 * of a round grows with the number of connections; that is poll's own.
 */
#include "engines/loop.h"

#include <poll.h>
#include <stdlib.h>

struct poller {
    struct pollfd *slots; /* a place that is not used has the descriptor -1 */
    uint64_t *tokens;
    size_t top; /* behind the last used place */
};

static void close_poller(void *self)
{
    struct poller *p = self;
    free(p->slots);
    free(p->tokens);
    free(p);
}

static void *open_poller(size_t places)
{
    struct poller *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->slots = calloc(places, sizeof *p->slots);
    p->tokens = calloc(places, sizeof *p->tokens);
    if (p->slots != NULL && p->tokens != NULL)
        return p;
    close_poller(p);
    return NULL;
}

static bool watch(void *self, size_t place, uint64_t token, int fd, unsigned events, bool first)
{
    struct poller *p = self;
    (void)first;
    while (p->top <= place)
        p->slots[p->top++].fd = -1;
    p->slots[place].fd = fd;
    p->slots[place].events = (short)(((events & WAIT_READ) != 0 ? POLLIN : 0) |
                                     ((events & WAIT_WRITE) != 0 ? POLLOUT : 0));
    p->tokens[place] = token;
    return true;
}

static void forget(void *self, size_t place)
{
    struct poller *p = self;
    p->slots[place].fd = -1;
    while (p->top > 0 && p->slots[p->top - 1].fd == -1)
        p->top--;
}

static int wait(void *self, int timeout_ms, struct ready *ready)
{
    struct poller *p = self;
    int left = poll(p->slots, p->top, timeout_ms);
    int found = 0;
    for (size_t i = 0; found < left; i++) {
        short events = p->slots[i].revents;
        if (events != 0)
            ready[found++] = (struct ready){
                p->tokens[i], ((events & POLLIN) != 0 ? WAIT_READ : 0U) |
                                  ((events & POLLOUT) != 0 ? WAIT_WRITE : 0U) |
                                  ((events & POLLHUP) != 0 ? WAIT_HANG_UP : 0U) |
                                  ((events & (POLLERR | POLLNVAL)) != 0 ? WAIT_ERROR : 0U)};
    }
    return left == -1 ? -1 : found;
}

static enum engine_end run(const struct engine_setup *setup)
{
    static const struct waiter waiter = {
        .open = open_poller, .close = close_poller, .watch = watch, .forget = forget, .wait = wait};
    return loop_run(setup, &waiter);
}

const struct engine engine_poll = {
    .name = "poll",
    .story = "one thread waits for all connections with poll(2)",
    .run = run,
};
