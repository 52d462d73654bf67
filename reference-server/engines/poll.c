/* SPDX-License-Identifier: MIT */
/*
 * Waits with poll(2), which is given a table of all descriptors every time, and goes through it
 * twice: in the kernel and here. So a round costs more with every connection, however idle.
 */
#include "engines/loop.h"

#include <stdlib.h>
#include <time.h>

/* A look at one descriptor takes so long, about; found were few if fewer than one of so many. */
enum { LOOK_NS = 100, FEW = 16, MANY = 32 };

/* Without gaps, so that it is never longer than there may be descriptors. */
struct table {
    struct pollfd *slots;
    uint32_t *places; /* of each slot */
    uint32_t *at;     /* of each place, its slot and one more; 0 for none */
    size_t count;     /* of slots */
    int found;        /* the last time */
};

static void *table_open(size_t places)
{
    struct table *t = calloc(1, sizeof *t + places * (sizeof *t->slots + 2 * sizeof *t->at));
    if (t != NULL) {
        t->slots = (void *)(t + 1);
        t->places = (void *)(t->slots + places);
        t->at = t->places + places;
    }
    return t;
}

static bool table_watch(struct loop *l, uint64_t token, int fd, uint32_t events)
{
    struct table *t = l->waiting;
    uint32_t place = (uint32_t)token;
    if (t->at[place] == 0) {
        t->places[t->count] = place;
        t->at[place] = (uint32_t)++t->count;
    }
    t->slots[t->at[place] - 1] = (struct pollfd){.fd = fd, .events = (short)events};
    return true;
}

/* The last slot moves to where one becomes free. */
static void table_forget(struct loop *l, uint64_t token, int fd)
{
    struct table *t = l->waiting;
    uint32_t slot = t->at[(uint32_t)token];
    (void)fd;
    if (slot == 0)
        return;
    t->slots[slot - 1] = t->slots[--t->count];
    t->places[slot - 1] = t->places[t->count];
    t->at[t->places[slot - 1]] = slot;
    t->at[(uint32_t)token] = 0;
}

/* Where it found few of many, it looked at the others in vain. So it rests, for a tenth of a
   millisecond or longer the longer the look takes, and finds more at once: less work for many, and
   that much later for who asks alone beside many idle ones. */
static void rest(const struct table *t)
{
    const struct timespec pause = {.tv_nsec = (long)t->count * LOOK_NS};
    if (t->count >= MANY && t->found > 0 && (size_t)t->found < t->count / FEW)
        nanosleep(&pause, NULL);
}

static int table_wait(struct loop *l, int timeout_ms)
{
    struct table *t = l->waiting;
    if (timeout_ms != 0)
        rest(t);
    int count = t->found = poll(t->slots, t->count, timeout_ms);
    for (int i = 0, found = 0; found < count; i++)
        if (t->slots[i].revents != 0)
            l->ready[found++] = (struct epoll_event){.events = (unsigned short)t->slots[i].revents,
                                                     .data.u64 = place_token(l, t->places[i])};
    return count;
}

const struct waiter poll_waiter = {table_open, free, table_watch, table_forget, table_wait};
