/* SPDX-License-Identifier: MIT */
/*
 * poll(2) and epoll(7) behind one door. poll is given the table every time, so a round costs more
 * with every connection; epoll keeps it and tells only who is ready, so an idle one costs nothing.
 */
#include "engines/engine.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

static_assert(CONN_READ == POLLIN && CONN_WRITE == POLLOUT && EPOLLIN == POLLIN &&
                  EPOLLOUT == POLLOUT && EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
              "one set of words for the core and for both calls");

bool waiter_open(struct loop *l)
{
    size_t places = PLACE_LINKS + l->max_connections;
    bool epoll = l->engine->epoll;
    l->ready = malloc(places * sizeof *l->ready);
    l->slots = epoll ? NULL : calloc(places, sizeof *l->slots);
    l->epoll = epoll ? epoll_create1(EPOLL_CLOEXEC) : -1;
    return l->ready != NULL && (epoll ? l->epoll != -1 : l->slots != NULL);
}

void waiter_close(struct loop *l)
{
    if (l->epoll != -1)
        close(l->epoll);
    free(l->ready);
    free(l->slots);
}

bool waiter_watch(struct loop *l, uint64_t token, int fd, uint32_t events, bool first)
{
    struct epoll_event event = {.events = events, .data.u64 = token};
    if (l->epoll != -1)
        return epoll_ctl(l->epoll, first ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) == 0;
    while (l->slots_top <= (token & UINT32_MAX))
        l->slots[l->slots_top++].fd = -1;
    l->slots[token & UINT32_MAX] = (struct pollfd){.fd = fd, .events = (short)events};
    return true;
}

/* To epoll, closing the descriptor says it all. */
void waiter_forget(struct loop *l, uint64_t token)
{
    if ((token & UINT32_MAX) < l->slots_top)
        l->slots[token & UINT32_MAX].fd = -1;
    while (l->slots_top > 0 && l->slots[l->slots_top - 1].fd == -1)
        l->slots_top--;
}

int waiter_wait(struct loop *l, int timeout_ms)
{
    if (l->epoll != -1)
        return epoll_wait(l->epoll, l->ready, (int)(PLACE_LINKS + l->max_connections), timeout_ms);
    int count = poll(l->slots, l->slots_top, timeout_ms);
    for (int i = 0, found = 0; found < count; i++)
        if (l->slots[i].revents != 0)
            l->ready[found++] = (struct epoll_event){.events = (unsigned short)l->slots[i].revents,
                                                     .data.u64 = link_handle(l, &l->links[i])};
    return count;
}
