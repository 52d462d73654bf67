/* SPDX-License-Identifier: MIT */
/* The heap meter in one take: put into the candidate as it starts, read at quiet moments, and the
 * last word of every scenario on whether memory is back where it was.
 */
#ifndef ASSAY_RUN_HEAP_H
#define ASSAY_RUN_HEAP_H

#include "oracle/growth.h"
#include "probes/heap.h"

struct candidate;
struct ground;
struct player;
struct profile;
struct arena;

/* Zero: nobody counts. */
struct heap_watch {
    struct heap_meter meter;
    const char *why_not;              /* the meter is not in the candidate; NULL: it is */
    const char *environment[3];       /* that takes it there; NULL-terminated */
    struct growth_reading base, mark; /* when the candidate was ready; at the last `wait: quiet` */
    bool marked;
    bool hoards;             /* a sanitizer in it keeps for a while what was freed */
    size_t processes;        /* the most that there were at a reading */
    struct heap_count since; /* taken when the load or churn began */
};

/* The meter's file, seen from the folder of assay's own executable; NULL if it is not there. And
 * why that one cannot be preloaded, in words; NULL if it can. */
const char *heap_library(const char *programs, struct arena *a) __attribute__((nonnull));
const char *heap_library_trouble(const char *library);

/* Makes the page on the ground, if this program can be metered; else says why not. `programs` is
 * the folder of assay's own executable. */
void heap_watch_open(struct heap_watch *w, const struct ground *ground,
                     const struct profile *profile, const char *program, const char *programs,
                     struct arena *a) __attribute__((nonnull));
void heap_watch_release(struct heap_watch *w) __attribute__((nonnull));

/* One look at all processes of the candidate; how many there are, in *processes. `answers` is left
 * to the caller. False: a process ended meanwhile, look again. */
bool heap_look(const struct heap_watch *w, const struct candidate *c, struct growth_reading *r,
               size_t *processes) __attribute__((nonnull, warn_unused_result));

/* Reads until it stands still, a second at the most. */
struct growth_reading heap_read(struct player *p) __attribute__((nonnull, warn_unused_result));

/* Right after readiness. */
void heap_baseline(struct player *p) __attribute__((nonnull));

/* At `wait: quiet`: what there is more than at the last one. */
void heap_mark(struct player *p) __attribute__((nonnull));

/* Around a load or churn that asked so often: what a request takes from the heap. */
void heap_requests_begin(struct player *p) __attribute__((nonnull));
void heap_requests_end(struct player *p, uint64_t requests) __attribute__((nonnull));

/* At the end, the candidate alive: plays the steps again until it is clear that memory stands, or
 * grows each time. */
void heap_audit(struct player *p) __attribute__((nonnull));

#endif
