/* SPDX-License-Identifier: MIT */
/* A play in which nobody is judged: memcheck is asked after each step what was lost since the last
 * one, and who opened the descriptors that are open.
 *
 * It follows a play that has found a leak, to say where it comes from. What asking does to the
 * candidate (run/vgdb.h) can so accuse nobody, and clean candidates pay nothing.
 */
#ifndef ASSAY_RUN_LOCATE_H
#define ASSAY_RUN_LOCATE_H

#include "probes/fds.h"
#include "probes/valgrind.h"
#include "run/vgdb.h"
#include "scenario/scenario.h"

struct player;

enum { LOCATE_SUSPECTS_MAX = 256 };

struct locate_loss {
    const struct valgrind_record *record; /* bytes and blocks: since the last look */
    unsigned number;                      /* of the step before */
    const char *title;
};

struct locate {
    struct vgdb vgdb;
    int64_t budget;      /* ns that may still be spent on asking */
    const char *trouble; /* why nobody is asked any more, or NULL */
    struct locate_loss *losses;
    size_t loss_count, loss_room;
    struct {
        pid_t pid;
        int fd;
    } suspects[LOCATE_SUSPECTS_MAX]; /* descriptors that stayed open */
    size_t suspect_count;
    struct valgrind_report openings; /* who opened what */
};

/* The candidate is ready: what was lost before is no step's doing. */
void locate_begin(struct player *p) __attribute__((nonnull));

/* After a step of the top level. */
void locate_look(struct player *p, unsigned number, const struct step *s) __attribute__((nonnull));

/* These stayed open. */
void locate_suspect(struct locate *l, const struct fd_row *const *rows, size_t count)
    __attribute__((nonnull));

/* Before the candidate is asked to stop: many close everything then. */
void locate_openings(struct player *p) __attribute__((nonnull));

/* After its end: what it left open is in its logs. */
void locate_collect(struct locate *l, const struct ground *ground, struct arena *a)
    __attribute__((nonnull));

/* The record of who opened that suspect, or NULL. */
const struct valgrind_record *locate_opening(const struct locate *l, size_t suspect)
    __attribute__((nonnull, warn_unused_result));

#endif
