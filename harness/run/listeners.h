/* SPDX-License-Identifier: MIT */
/* Where the processes of a candidate listen. */
#ifndef ASSAY_RUN_LISTENERS_H
#define ASSAY_RUN_LISTENERS_H

#include "candidate/launch.h"

struct listeners {
    int port;              /* the one that was looked for */
    bool ours;             /* the tree holds a listener on it */
    bool readable;         /* we could look into every process */
    const char *elsewhere; /* address of another listener, or NULL */
};

/* Looks now, in the whole tree. Texts live in `a`. */
struct listeners listeners_find(const struct candidate *c, int port, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

#endif
