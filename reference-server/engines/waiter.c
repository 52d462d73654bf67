/* SPDX-License-Identifier: MIT */
/* The door of the three ways to wait: that of the engine is asked. */
#include "engines/loop.h"

#include <assert.h>
#include <stdlib.h>

static_assert(CONN_READ == POLLIN && CONN_WRITE == POLLOUT && EPOLLIN == POLLIN &&
                  EPOLLOUT == POLLOUT && EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
              "one set of words for the core and for all three calls");

bool waiter_open(struct loop *l)
{
    size_t places = first_line(l) + l->service->max_connections * LIMIT_CALLS;
    l->ready = malloc(places * sizeof *l->ready);
    l->waiting = l->ready != NULL ? l->service->engine->waiter->open(places) : NULL;
    return l->waiting != NULL;
}

void waiter_close(struct loop *l)
{
    if (l->waiting != NULL)
        l->service->engine->waiter->close(l->waiting);
    free(l->ready);
}

bool waiter_watch(struct loop *l, uint64_t token, int fd, uint32_t events, bool first)
{
    return l->service->engine->waiter->watch(l, token, fd, events, first);
}

void waiter_forget(struct loop *l, uint64_t token, int fd)
{
    l->service->engine->waiter->forget(l, token, fd);
}

int waiter_wait(struct loop *l, int timeout_ms)
{
    return l->service->engine->waiter->wait(l, timeout_ms);
}
