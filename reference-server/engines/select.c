/* SPDX-License-Identifier: MIT */
/*
 * Waits with select(2): three sets of bits, one bit for each descriptor below FD_SETSIZE, and no
 * way to have more. A descriptor that does not fit is refused here; the table of engines keeps the
 * server below. select tells nobody of a hang-up who does not ask for octets: that a client has
 * left before its answer is noticed when there is something to send.
 */
#include "engines/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/select.h>

struct bits {
    fd_set reads, writes;
    int top;                       /* behind the highest descriptor ever watched */
    uint32_t place_of[FD_SETSIZE]; /* by descriptor */
};

static void *bits_open(size_t places)
{
    (void)places;
    return calloc(1, sizeof(struct bits)); /* sets of zeros are empty */
}

static void put(fd_set *set, int fd, bool in)
{
    if (in)
        FD_SET(fd, set);
    else
        FD_CLR(fd, set);
}

static bool bits_watch(struct loop *l, uint64_t token, int fd, uint32_t events)
{
    struct bits *b = l->waiting;
    if (fd >= FD_SETSIZE) {
        errno = EMFILE;
        return false;
    }
    put(&b->reads, fd, (events & EPOLLIN) != 0);
    put(&b->writes, fd, (events & EPOLLOUT) != 0);
    b->place_of[fd] = (uint32_t)token;
    b->top = fd >= b->top ? fd + 1 : b->top;
    return true;
}

static void bits_forget(struct loop *l, uint64_t token, int fd)
{
    (void)bits_watch(l, token, fd, 0);
}

static int bits_wait(struct loop *l, int timeout_ms)
{
    struct bits *b = l->waiting;
    fd_set reads = b->reads;
    fd_set writes = b->writes;
    struct timeval time = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000L};
    int left = select(b->top, &reads, &writes, NULL, &time); /* bits, not descriptors */
    int count = left < 0 ? left : 0;
    for (int fd = 0; left > 0; fd++) {
        bool in = FD_ISSET(fd, &reads);
        bool out = FD_ISSET(fd, &writes);
        left -= in + out;
        if (in || out)
            l->ready[count++] =
                (struct epoll_event){.events = (in ? EPOLLIN : 0U) | (out ? EPOLLOUT : 0U),
                                     .data.u64 = place_token(l, b->place_of[fd])};
    }
    return count;
}

const struct waiter select_waiter = {bits_open, free, bits_watch, bits_forget, bits_wait};
