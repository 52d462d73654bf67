/* SPDX-License-Identifier: MIT */
/* What a batch that was played says about the server: the oracles, and the findings that they lead
 * to. Private to hunt/.
 */
#ifndef ASSAY_HUNT_VERDICTS_H
#define ASSAY_HUNT_VERDICTS_H

#include "hunt/hunt.h"
#include "hunt/leaks.h"
#include "hunt/life.h"

/* A batch: inputs and what came of them. */
struct batch {
    struct span *inputs;
    struct look *looks;
    size_t count;
};

/* The server under watch, and what is known about it. */
struct watch {
    struct life life;
    struct hunt_result *result;
    struct arena *arena;
    struct leak_mark mark;
    bool marked; /* the mark holds */
    /* By kind of leak: who was acquitted is asked less and less often. */
    struct rest {
        unsigned left, length; /* batches until it is asked again; and how many it was last time */
    } rests[HUNT_KIND_COUNT];
};

/* Takes the mark that later batches are compared with. */
void verdicts_mark(struct watch *w) __attribute__((nonnull));

/* Judges it. False if the server could not be started again: then nothing more can be played. */
bool verdicts_judge(struct watch *w, const struct batch *b)
    __attribute__((nonnull, warn_unused_result));

void verdicts_release(struct watch *w) __attribute__((nonnull));

#endif
