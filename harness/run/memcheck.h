/* SPDX-License-Identifier: MIT */
/* What is made of the reports of valgrind's memcheck, and of helgrind and drd.
 *
 * An error is a failure at once. A leak record is one only if it grows from a run to a fresh run in
 * which every step was played twice, and from there to one in which they were played three times:
 * respected servers leave a few blocks at their end, and not always as many.
 */
#ifndef ASSAY_RUN_MEMCHECK_H
#define ASSAY_RUN_MEMCHECK_H

#include "run/player.h"

/* What all processes of one run reported. */
struct memcheck_findings {
    struct valgrind_record *errors; /* merged by stack */
    size_t error_count, error_room;
    struct valgrind_record *leaks;
    size_t leak_count, leak_room;
    unsigned processes, unfinished;
    bool garbled;  /* a report cannot be read to its end */
    bool replaced; /* a process became another program, and what it lost before is not known */
};

/* The candidate is ready: its reports are put aside, so that a process that becomes another program
 * does not write the report of that one over its own. Until then many do, from a script. */
void memcheck_put_aside(const struct ground *ground, struct arena *a) __attribute__((nonnull));

/* Reads every report below the ground's folder; texts live in `a`. */
void memcheck_collect(struct memcheck_findings *f, const struct ground *ground, struct arena *a)
    __attribute__((nonnull));

enum { MEMCHECK_OFTEN = 3 }; /* times that every step is played before a leak convicts */

/* True if some leak of `twice` has more blocks than in `once`. */
bool memcheck_grows(const struct memcheck_findings *once, const struct memcheck_findings *twice)
    __attribute__((nonnull, warn_unused_result));

/* Records the verdict. `twice`: findings of the run with every step played twice; NULL if there was
 * none, which is right only when `once` has no leaks. `often`: of a third one, with every step
 * played MEMCHECK_OFTEN times; NULL if nothing grew. */
void memcheck_record(struct player *p, const struct memcheck_findings *once,
                     const struct memcheck_findings *twice, const struct memcheck_findings *often)
    __attribute__((nonnull(1, 2)));

/* The same for MODE_HELGRIND and MODE_DRD: they do not know C11 atomics, so what they see warns. */
void memcheck_record_races(struct player *p, const struct memcheck_findings *f, enum mode mode)
    __attribute__((nonnull));

#endif
