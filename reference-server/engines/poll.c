/* SPDX-License-Identifier: MIT */
/*
 * Waits with poll(2), which is given a table of all descriptors every time, and goes through it
 * twice: in the kernel and here. So a round costs more with every connection, however idle.
 */
#include "engines/loop.h"

#include <stdlib.h>
#include <time.h>

enum { MANY = 32, FEW = 16 /* one of so many */, LOOK_NS = 100 /* at one, twice */ };

struct table {
    size_t top;            /* behind the last slot in use */
    int found;             /* the last time */
    struct pollfd slots[]; /* one per place; an unused one has the descriptor -1 */
};

static void *table_open(size_t places)
{
    return calloc(1, sizeof(struct table) + places * sizeof(struct pollfd));
}

static bool table_watch(struct loop *l, uint64_t token, int fd, uint32_t events, bool first)
{
    struct table *t = l->waiting;
    (void)first;
    while (t->top <= (token & UINT32_MAX))
        t->slots[t->top++].fd = -1;
    t->slots[token & UINT32_MAX] = (struct pollfd){.fd = fd, .events = (short)events};
    return true;
}

static void table_forget(struct loop *l, uint64_t token, int fd)
{
    struct table *t = l->waiting;
    (void)fd;
    if ((token & UINT32_MAX) < t->top)
        t->slots[token & UINT32_MAX].fd = -1;
    while (t->top > 0 && t->slots[t->top - 1].fd == -1)
        t->top--;
}

/* Where it found few of many, it looked at the others in vain; so it rests for about as long as
   that took, and finds more at once. */
static void rest(const struct table *t)
{
    const struct timespec pause = {.tv_nsec = (long)t->top * LOOK_NS};
    if (t->top >= MANY && t->found > 0 && (size_t)t->found < t->top / FEW)
        nanosleep(&pause, NULL);
}

static int table_wait(struct loop *l, int timeout_ms)
{
    struct table *t = l->waiting;
    if (timeout_ms != 0)
        rest(t);
    int count = t->found = poll(t->slots, t->top, timeout_ms);
    for (int i = 0, found = 0; found < count; i++)
        if (t->slots[i].revents != 0)
            l->ready[found++] = (struct epoll_event){.events = (unsigned short)t->slots[i].revents,
                                                     .data.u64 = place_token(l, (size_t)i)};
    return count;
}

const struct waiter poll_waiter = {table_open, free, table_watch, table_forget, table_wait};
