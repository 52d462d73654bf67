/* SPDX-License-Identifier: MIT */
/*
 * Waits with epoll(7). The kernel keeps the table and tells only who is ready, so an idle
 * connection costs nothing; a change of what is watched is a system call of its own.
 */
#include "engines/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void *set_open(size_t places)
{
    int *epoll = malloc(sizeof *epoll); /* the descriptor is owned */
    (void)places;
    if (epoll == NULL || (*epoll = epoll_create1(EPOLL_CLOEXEC)) != -1)
        return epoll;
    free(epoll);
    return NULL;
}

static void set_close(void *waiting)
{
    const int *epoll = waiting;
    close(*epoll);
    free(waiting);
}

static bool set_watch(struct loop *l, uint64_t token, int fd, uint32_t events)
{
    const int *epoll = l->waiting;
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(*epoll, EPOLL_CTL_ADD, fd, &event) == 0 ||
           (errno == EEXIST && epoll_ctl(*epoll, EPOLL_CTL_MOD, fd, &event) == 0);
}

/* The kernel forgets what nobody has open any more. What other threads or processes have open, too,
   it would go on telling of, even after we have closed it. */
static void set_forget(struct loop *l, uint64_t token, int fd)
{
    const int *epoll = l->waiting;
    if (token <= TOKEN_LISTENER)
        epoll_ctl(*epoll, EPOLL_CTL_DEL, fd, NULL);
}

static int set_wait(struct loop *l, int timeout_ms)
{
    const int *epoll = l->waiting;
    return epoll_wait(*epoll, l->ready, (int)l->places, timeout_ms);
}

const struct waiter epoll_waiter = {set_open, set_close, set_watch, set_forget, set_wait};
