/* SPDX-License-Identifier: MIT */
/* Whether inputs that are played again and again leave more behind each time: descriptors, memory.
 * What a first use opened stays open once, and a pool fills less each time; a leak takes again what
 * it took.
 */
#ifndef ASSAY_HUNT_LEAKS_H
#define ASSAY_HUNT_LEAKS_H

#include "hunt/trial.h"

/* What is there now; to be released with leaks_forget. */
struct leak_mark {
    struct fd_ledger ledger;
    struct growth_reading memory;
};

void leaks_mark(const struct life *l, struct leak_mark *m) __attribute__((nonnull));
void leaks_forget(struct leak_mark *m) __attribute__((nonnull));

/* Whether there is more of its kind now than at the mark: no leak yet, but worth a question. */
bool leaks_suspect(const struct trial *t, const struct leak_mark *m)
    __attribute__((nonnull, warn_unused_result));

/* Plays the inputs in rounds until it is clear; in haste, if the patience of the trial is less than
 * TRIAL_PATIENCE: then a server that closes late may seem to leak. *evidence (may be NULL) receives
 * what stays, in `a`. */
bool leaks_again(struct trial *t, const struct span *inputs, size_t count, const char **evidence,
                 struct arena *a) __attribute__((nonnull(1, 2, 5), warn_unused_result));

#endif
