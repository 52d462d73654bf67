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

bool waiter_open(struct waiter *w, bool epoll, size_t places)
{
    *w = (struct waiter){.places = places, .epoll = -1};
    w->ready = malloc(places * sizeof *w->ready);
    if (epoll)
        return w->ready != NULL && (w->epoll = epoll_create1(EPOLL_CLOEXEC)) != -1;
    w->slots = calloc(places, sizeof *w->slots);
    w->tokens = calloc(places, sizeof *w->tokens);
    return w->ready != NULL && w->slots != NULL && w->tokens != NULL;
}

void waiter_close(struct waiter *w)
{
    if (w->epoll != -1)
        close(w->epoll);
    free(w->ready);
    free(w->slots);
    free(w->tokens);
}

bool waiter_watch(struct waiter *w, uint64_t token, int fd, uint32_t events, bool first)
{
    struct epoll_event event = {.events = events, .data.u64 = token};
    size_t place = token & UINT32_MAX;
    if (w->epoll != -1)
        return epoll_ctl(w->epoll, first ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) == 0;
    while (w->top <= place)
        w->slots[w->top++].fd = -1;
    w->slots[place] = (struct pollfd){.fd = fd, .events = (short)events};
    w->tokens[place] = token;
    return true;
}

/* To epoll, closing the descriptor says it all. */
void waiter_forget(struct waiter *w, uint64_t token)
{
    size_t place = token & UINT32_MAX;
    if (place < w->top)
        w->slots[place].fd = -1;
    while (w->top > 0 && w->slots[w->top - 1].fd == -1)
        w->top--;
}

int waiter_wait(struct waiter *w, int timeout_ms)
{
    if (w->epoll != -1)
        return epoll_wait(w->epoll, w->ready, (int)w->places, timeout_ms);
    int count = poll(w->slots, w->top, timeout_ms);
    for (int i = 0, found = 0; found < count; i++)
        if (w->slots[i].revents != 0)
            w->ready[found++] = (struct epoll_event){.events = (unsigned short)w->slots[i].revents,
                                                     .data.u64 = w->tokens[i]};
    return count;
}
