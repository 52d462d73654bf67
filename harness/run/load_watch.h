/* SPDX-License-Identifier: MIT */
/* Looks at the candidate about each second while a load goes on, from a thread of its own.
 */
#ifndef ASSAY_RUN_LOAD_WATCH_H
#define ASSAY_RUN_LOAD_WATCH_H

#include <pthread.h>
#include <stdatomic.h>

#include "candidate/launch.h"
#include "report/result.h"

enum { LOAD_LOOKS_MAX = 180 /* later ones are left out */ };

struct load_watch {
    const struct candidate *candidate; /* borrowed until load_watch_end */
    pthread_t thread;
    bool running;
    atomic_bool over;
    struct load_look looks[LOAD_LOOKS_MAX];
    int64_t kept[LOAD_LOOKS_MAX]; /* ns until then that it had to wait for a processor, or this host
                                     for another one's guests */
    size_t count;
};

/* Forgets what it saw before. Where there can be no thread, and of a server whose processes nobody
 * named, nothing is seen. */
void load_watch_begin(struct load_watch *w, const struct candidate *c) __attribute__((nonnull));
void load_watch_end(struct load_watch *w) __attribute__((nonnull));

/* The longest that it was kept so in that second or in one beside it, since looks and seconds do
 * not begin together; -1: not known. */
int64_t load_watch_kept(const struct load_watch *w, unsigned second)
    __attribute__((nonnull, warn_unused_result));

#endif
