/* SPDX-License-Identifier: MIT */
/* Notes what the candidate holds while cycles of a churn or soak go by, for reports; nobody is
 * judged by it.
 */
#ifndef ASSAY_RUN_COURSE_H
#define ASSAY_RUN_COURSE_H

#include "run/player.h"

enum { COURSE_POINTS = 20 /* of a churn, from its beginning to its end */ };

/* A course for this step; none in a play that records nothing, or that a tool of valgrind slows
 * down. */
void course_begin(struct player *p, const struct step *s, size_t room) __attribute__((nonnull));

/* Looks now, without waiting for stillness: some hundred microseconds. */
void course_look(struct player *p, uint64_t cycles) __attribute__((nonnull));

/* The same of what has been read already. */
void course_note(struct player *p, const struct course_point *point) __attribute__((nonnull));

/* Descriptors by kind in both ledgers, for the scenario. */
void course_held(struct player *p, const struct fd_ledger *before, const struct fd_ledger *after)
    __attribute__((nonnull));

#endif
