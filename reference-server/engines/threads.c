/* SPDX-License-Identifier: MIT */
/*
 * Threads. The last that one does is to hand itself over, through a pipe, to who joins it: so none
 * is ever left behind.
 */
#include "engines/crowd.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool open_pipe(struct crowd *c)
{
    int ends[2] = {-1, -1};
    bool opened = pipe2(ends, O_CLOEXEC) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
    c->left = ends[0];
    c->leave = ends[1];
    return opened;
}

static void *begin(void *argument)
{
    struct thread *t = argument;
    if (!t->work(t))
        t->crowd->cut = true;
    while (write(t->crowd->leave, &t, sizeof t) == -1)
        clock_pause();
    return NULL;
}

static void dismiss(struct thread *t)
{
    service_deafen(&t->service);
    service_release(&t->service);
    free(t);
}

bool thread_start(struct crowd *c, bool (*prepare)(struct thread *t),
                  bool (*work)(struct thread *t))
{
    struct thread *t = malloc(sizeof *t);
    if (t == NULL)
        return false;
    *t = (struct thread){.crowd = c, .work = work, .service = c->of_each};
    bool started = prepare(t) && pthread_create(&t->id, NULL, begin, t) == 0;
    if (!started)
        dismiss(t);
    return started;
}

static size_t reap(struct crowd *c)
{
    size_t ended = 0;
    struct thread *t;
    for (; read(c->left, &t, sizeof t) == (ssize_t)sizeof t; ended++) {
        pthread_join(t->id, NULL);
        dismiss(t);
    }
    return ended;
}

const struct helpers threads = {.open = open_pipe, .reap = reap};
