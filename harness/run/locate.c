/* SPDX-License-Identifier: MIT */
/* The looks, each bounded in time, and all of them together. */
#include "run/locate.h"

#include <dirent.h>
#include <stdio.h>

#include "base/clock.h"
#include "probes/valgrind_text.h"
#include "run/player.h"

#define ASKING_MOST (60 * CLOCK_S) /* in one play */
#define ANSWER_MOST (5 * CLOCK_S)

static const char *const what_was_lost[] = {"leak_check",        "full",      "kinds",
                                            "definite,indirect", "increased", NULL};
static const char *const what_is_open[] = {"v.info", "open_fds", NULL};

/* Puts what all processes answer into *r; nothing more once one of them did not answer. */
static void ask(struct player *p, const char *const *words, struct valgrind_report *r,
                const char *when)
{
    struct locate *l = p->locate;
    pid_t pids[VGDB_PROCESSES_MAX];
    int64_t begun = clock_now();
    size_t count = l->trouble ? 0 : vgdb_processes(&l->vgdb, pids);
    for (size_t i = 0; i < count && !l->trouble; i++) {
        const char *answer = vgdb_ask(&l->vgdb, pids[i], words, clock_now() + ANSWER_MOST);
        if (answer)
            valgrind_read_text(r, answer, pids[i], p->arena);
        else
            l->trouble =
                arena_text(p->arena, "vgdb got no answer from process %d %s", pids[i], when);
        if (clock_now() - begun > l->budget)
            l->trouble =
                arena_text(p->arena, "asking took longer than %d s", (int)(ASKING_MOST / CLOCK_S));
    }
    l->budget -= clock_now() - begun;
}

static bool is_over(struct player *p)
{
    return p->told_to_stop || candidate_wait(p->candidate, 0);
}

void locate_begin(struct player *p)
{
    struct valgrind_report before = {0};
    pid_t pids[VGDB_PROCESSES_MAX];
    struct locate *l = p->locate;
    vgdb_init(&l->vgdb, p->ground, p->arena);
    l->budget = ASKING_MOST;
    if (!l->vgdb.program)
        l->trouble = "vgdb is not installed (it comes with valgrind)";
    else if (vgdb_processes(&l->vgdb, pids) == 0)
        l->trouble = "no process of the candidate can be asked through vgdb";
    ask(p, what_was_lost, &before, "before the first step");
}

void locate_look(struct player *p, unsigned number, const struct step *s)
{
    struct locate *l = p->locate;
    struct valgrind_report since = {0};
    if (!l || p->silent || is_over(p))
        return;
    ask(p, what_was_lost, &since, arena_text(p->arena, "after step %u (%s)", number, s->name));
    for (size_t i = 0; i < since.count; i++) {
        if (since.records[i].sort != VALGRIND_LEAK || since.records[i].blocks == 0)
            continue;
        if (l->loss_count == l->loss_room)
            l->losses =
                arena_grow(p->arena, l->losses, l->loss_count, &l->loss_room, sizeof *l->losses);
        l->losses[l->loss_count++] =
            (struct locate_loss){.record = &since.records[i], .number = number, .title = s->name};
    }
}

void locate_suspect(struct locate *l, const struct fd_row *const *rows, size_t count)
{
    for (size_t i = 0; i < count && l->suspect_count < LOCATE_SUSPECTS_MAX; i++) {
        size_t known = 0;
        while (known < l->suspect_count &&
               (l->suspects[known].pid != rows[i]->pid || l->suspects[known].fd != rows[i]->fd))
            known++;
        l->suspects[known].pid = rows[i]->pid;
        l->suspects[known].fd = rows[i]->fd;
        l->suspect_count += known == l->suspect_count;
    }
}

void locate_openings(struct player *p)
{
    if (!is_over(p))
        ask(p, what_is_open, &p->locate->openings, "after the last step");
}

void locate_collect(struct locate *l, const struct ground *ground, struct arena *a)
{
    DIR *d = opendir(ground->folder);
    struct dirent *entry;
    while (d && (entry = readdir(d))) {
        int pid;
        if (sscanf(entry->d_name, "valgrind.%d.log", &pid) == 1)
            valgrind_read_log(&l->openings, arena_text(a, "%s/%s", ground->folder, entry->d_name),
                              pid, a);
    }
    if (d)
        closedir(d);
}

const struct valgrind_record *locate_opening(const struct locate *l, size_t suspect)
{
    for (size_t i = 0; i < l->openings.count; i++) {
        const struct valgrind_record *r = &l->openings.records[i];
        if (r->sort == VALGRIND_DESCRIPTOR && r->pid == l->suspects[suspect].pid &&
            r->fd == l->suspects[suspect].fd)
            return r;
    }
    return NULL;
}
