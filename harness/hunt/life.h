/* SPDX-License-Identifier: MIT */
/* One life of the server that is hunted: started afresh on ground of its own, watched, asked a
 * clean request, ended.
 */
#ifndef ASSAY_HUNT_LIFE_H
#define ASSAY_HUNT_LIFE_H

#include "hunt/shots.h"
#include "probes/fds.h"
#include "run/ground.h"
#include "run/heap.h"
#include "run/run.h"

struct life_order {
    const struct run_subject *subject;
    const char *programs; /* {bindir} */
    const char *fixtures; /* folder that becomes the document root */
    uint64_t seed;
    const char *target; /* that a clean request asks for; NULL until life_learn has found one */
    int status;         /* and how that is answered when all is well */
};

/* Zero: none. */
struct life {
    const struct life_order *order;
    bool begun;
    struct arena arena;
    struct ground ground;
    struct candidate candidate;
    struct heap_watch heap;
    struct tree *crew;     /* the processes that were there when it was ready; owned */
    bool sanitized;        /* the program watches itself */
    struct process fallen; /* of them, the one that is not there any more; pid 0: none */
};

enum life_state {
    LIFE_WELL = 0,
    LIFE_ENDED, /* its main process has */
    LIFE_FALLEN /* another process that was there has ended */
};

/* Starts it and waits until it is ready. False with *why as run/start.h has it. Either way life_end
 * ends it. */
bool life_begin(struct life *l, const struct life_order *order, struct failure *why)
    __attribute__((nonnull, warn_unused_result));
void life_end(struct life *l) __attribute__((nonnull));

/* Ends it and begins another one; false if it could not be started again. */
bool life_renew(struct life *l) __attribute__((nonnull, warn_unused_result));

/* Finds what to ask for, and how that is answered. False: nothing is answered. */
bool life_learn(struct life *l, struct life_order *order, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

/* How it is now, or at `until` (monotonic ns) if it is well before. */
enum life_state life_look(struct life *l, int64_t until)
    __attribute__((nonnull, warn_unused_result));

/* Whoever is there now is the crew from here on. */
void life_muster(struct life *l) __attribute__((nonnull));

/* Whether a clean request is answered as it was when all was well, `patience` (ns) at the most. */
bool life_answers(const struct life *l, int64_t patience)
    __attribute__((nonnull, warn_unused_result));

/* Whether a server that was built with a sanitizer has reported something on stderr; also what a
 * process did that lived for one connection only. */
bool life_reports(const struct life *l) __attribute__((nonnull, warn_unused_result));

/* "ended by signal 6 (Aborted)", with the last words on stderr; lives in `a`. */
const char *life_end_text(const struct life *l, enum life_state state, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));
const char *life_last_words(const struct life *l, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* A clean request to that target; lives in `a`. */
struct span life_clean_request(const char *target, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

#endif
