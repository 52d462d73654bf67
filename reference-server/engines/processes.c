/* SPDX-License-Identifier: MIT */
/*
 * Children: a table of who lives, and a tracker for each, so that what one had open when it died
 * can be taken off the server's.
 */
#include "engines/crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static bool open_all(struct crowd *c)
{
    struct tracker *whole = c->service->tracker;
    c->pids = calloc(c->most, sizeof *c->pids);
    void *memory = mmap(NULL, c->most * sizeof *c->trackers, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    c->trackers = memory != MAP_FAILED ? memory : NULL;
    if (c->pids == NULL || c->trackers == NULL)
        return false;
    for (size_t i = 0; i < c->most; i++)
        c->trackers[i].whole = whole;
    whole->parts = c->trackers;
    whole->part_count = c->most;
    return true;
}

bool process_start(struct crowd *c, bool (*work)(struct crowd *c))
{
    size_t place = 0;
    while (c->pids[place] != 0)
        place++;
    pid_t pid = fork();
    if (pid == 0) {
        close(c->tell[0]); /* which only its parent may hold open */
        close(c->tell[1]);
        if (c->take != NULL)
            close(c->service->listener); /* the parent's, and counted there */
        c->of_each.tracker = &c->trackers[place];
        _exit(work(c) ? 0 : 1);
    }
    if (pid != -1)
        c->pids[place] = pid;
    return pid != -1;
}

/* False: a stranger. Who was started by a shell's `exec`, or is the first process of a container,
   has children that it never made. */
static bool bury(struct crowd *c, pid_t pid, int status)
{
    size_t i = 0;
    while (i < c->most && c->pids[i] != pid)
        i++;
    if (i == c->most)
        return false;
    c->pids[i] = 0;
    tracker_forget(&c->trackers[i]);
    if (status != 0)
        c->cut = true;
    if (WIFSIGNALED(status))
        fprintf(stderr, "refserver: process %ld was killed by signal %d (%s)\n", (long)pid,
                WTERMSIG(status), strsignal(WTERMSIG(status)));
    return true;
}

static size_t reap(struct crowd *c)
{
    size_t ended = 0;
    int status = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        ended += bury(c, pid, status);
    return ended;
}

static void kill_all(struct crowd *c)
{
    for (size_t i = 0; i < c->most; i++)
        if (c->pids[i] != 0)
            kill(c->pids[i], SIGKILL);
}

static void close_all(struct crowd *c)
{
    c->service->tracker->parts = NULL;
    c->service->tracker->part_count = 0;
    if (c->trackers != NULL)
        munmap(c->trackers, c->most * sizeof *c->trackers);
    free(c->pids);
}

const struct helpers processes = {open_all, reap, kill_all, close_all};
