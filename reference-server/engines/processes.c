/* SPDX-License-Identifier: MIT */
/*
 * Children: a table of who lives, and a tracker for each, so that what one had open when it died
 * can be taken off the server's.
 */
#include "engines/crowd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

bool family_open(struct family *f, struct tracker *whole, size_t places)
{
    *f = (struct family){.whole = whole, .places = places, .pids = calloc(places, sizeof *f->pids)};
    f->trackers = mmap(NULL, places * sizeof *f->trackers, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (f->trackers == MAP_FAILED)
        f->trackers = NULL;
    for (size_t i = 0; f->trackers != NULL && i < places; i++)
        f->trackers[i].whole = whole;
    whole->parts = f->trackers;
    whole->part_count = f->trackers != NULL ? places : 0;
    return f->pids != NULL && f->trackers != NULL;
}

pid_t family_fork(struct family *f, size_t *place)
{
    size_t i = 0;
    while (f->pids[i] != 0)
        i++;
    *place = i;
    pid_t pid = fork();
    if (pid > 0)
        f->pids[i] = pid;
    return pid;
}

/* False: a stranger. Who was started by a shell's `exec`, or is the first process of a container,
   has children that it never made. */
static bool bury(struct family *f, pid_t pid, int status, bool *cut)
{
    size_t i = 0;
    while (i < f->places && f->pids[i] != pid)
        i++;
    if (i == f->places)
        return false;
    f->pids[i] = 0;
    tracker_forget(&f->trackers[i]);
    *cut = *cut || status != 0;
    if (WIFSIGNALED(status))
        fprintf(stderr, "refserver: process %ld was killed by signal %d (%s)\n", (long)pid,
                WTERMSIG(status), strsignal(WTERMSIG(status)));
    return true;
}

size_t family_reap(struct family *f, bool *cut)
{
    size_t ended = 0;
    int status = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        ended += bury(f, pid, status, cut);
    return ended;
}

void family_kill(const struct family *f)
{
    for (size_t i = 0; i < f->places; i++)
        if (f->pids[i] != 0)
            kill(f->pids[i], SIGKILL);
}

void family_close(struct family *f)
{
    f->whole->parts = NULL;
    f->whole->part_count = 0;
    if (f->trackers != NULL)
        munmap(f->trackers, f->places * sizeof *f->trackers);
    free(f->pids);
}
