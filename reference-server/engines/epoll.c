/* SPDX-License-Identifier: MIT */
/*
 * Waits with epoll(7). The kernel keeps the table and tells only who is ready, so an idle
 * connection costs nothing; a change of what is watched is a system call of its own.
 */
#include "engines/loop.h"

#include <stdlib.h>
#include <unistd.h>

struct set {
    int epoll; /* owned */
    int places;
};

static void *set_open(size_t places)
{
    struct set *s = malloc(sizeof *s);
    if (s == NULL)
        return NULL;
    *s = (struct set){.epoll = epoll_create1(EPOLL_CLOEXEC), .places = (int)places};
    if (s->epoll != -1)
        return s;
    free(s);
    return NULL;
}

static void set_close(void *waiting)
{
    struct set *s = waiting;
    close(s->epoll);
    free(s);
}

static bool set_watch(struct loop *l, uint64_t token, int fd, uint32_t events, bool first)
{
    const struct set *s = l->waiting;
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(s->epoll, first ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) == 0;
}

/* The kernel forgets what nobody has open any more. What other threads or processes have open, too,
   it would go on telling of, even after we have closed it. */
static void set_forget(struct loop *l, uint64_t token, int fd)
{
    const struct set *s = l->waiting;
    if (token < PLACE_LINKS)
        epoll_ctl(s->epoll, EPOLL_CTL_DEL, fd, NULL);
}

static int set_wait(struct loop *l, int timeout_ms)
{
    const struct set *s = l->waiting;
    return epoll_wait(s->epoll, l->ready, s->places, timeout_ms);
}

const struct waiter epoll_waiter = {set_open, set_close, set_watch, set_forget, set_wait};
