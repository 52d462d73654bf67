/* SPDX-License-Identifier: MIT */
/*
 * Threads: a table of who works. Who is done says so and waits to be joined, so that none is ever
 * left behind.
 */
#include "engines/crowd.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

bool team_open(struct team *t, size_t places)
{
    t->places = places;
    t->hands = calloc(places, sizeof *t->hands);
    t->left = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return t->hands != NULL && t->left != -1;
}

static void *begin(void *argument)
{
    static const uint64_t one = 1;
    static const struct timespec pause = {.tv_nsec = LIMIT_ACCEPT_PAUSE_MS * 1000000L};
    struct hand *h = argument;
    h->whole = h->team->work(h->argument);
    h->done = true;
    while (write(h->team->left, &one, sizeof one) == -1)
        nanosleep(&pause, NULL);
    return NULL;
}

bool team_start(struct team *t, void *argument)
{
    struct hand *h = t->hands;
    while (h->argument != NULL)
        h++;
    h->team = t;
    h->argument = argument;
    h->done = false;
    bool started = pthread_create(&h->thread, NULL, begin, h) == 0;
    if (!started)
        h->argument = NULL;
    return started;
}

size_t team_reap(struct team *t, bool *cut)
{
    size_t ended = 0;
    uint64_t count;
    if (read(t->left, &count, sizeof count) == -1)
        return 0;
    for (struct hand *h = t->hands; h < t->hands + t->places; h++)
        if (h->argument != NULL && h->done) {
            pthread_join(h->thread, NULL);
            *cut = *cut || !h->whole;
            t->dismiss(h->argument);
            h->argument = NULL;
            ended++;
        }
    return ended;
}

void team_close(struct team *t)
{
    free(t->hands);
    if (t->left != -1)
        close(t->left);
}
