/* SPDX-License-Identifier: MIT */
/* A candidate under valgrind's memcheck: how it is started, and what is made of the reports.
 *
 * An error is a failure at once. A leak record is one only if it grows between a run and a fresh
 * run in which every step was played twice: respected servers leave a few blocks at their end,
 * once.
 */
#ifndef ASSAY_RUN_MEMCHECK_H
#define ASSAY_RUN_MEMCHECK_H

#include "run/player.h"

/* Why this program cannot be judged under memcheck, in words; NULL if it can. */
const char *memcheck_unable(const struct profile *profile, const char *program, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

/* The command line with valgrind in front; templates, NULL-terminated. The program to execute is
 * stored in *program. */
const char *const *memcheck_command(const char *const *argv, const char **program, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* What all processes of one run reported. */
struct memcheck_findings {
    struct valgrind_record *errors; /* merged by stack */
    size_t error_count, error_room;
    struct valgrind_record *leaks;
    size_t leak_count, leak_room;
    unsigned processes, unfinished;
};

/* Reads every report below the ground's folder; texts live in `a`. */
void memcheck_collect(struct memcheck_findings *f, const struct ground *ground, struct arena *a)
    __attribute__((nonnull));

/* Records the verdict. `twice`: findings of the run with every step played twice; NULL if there was
 * none, which is right only when `once` has no leaks. */
void memcheck_record(struct player *p, const struct memcheck_findings *once,
                     const struct memcheck_findings *twice) __attribute__((nonnull(1, 2)));

#endif
