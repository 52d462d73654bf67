/* SPDX-License-Identifier: MIT */
/* The ways in which the octets of a case are sent. What a server makes of them may not depend on
 * it: TCP carries a stream, and where its segments end means nothing. Private to run/.
 */
#ifndef ASSAY_RUN_WAYS_H
#define ASSAY_RUN_WAYS_H

#include "base/memory.h"
#include "scenario/scenario.h"
#include "wire/raw.h"

enum { WAYS_CUT = 3, WAYS_MAX = WAYS_CUT + 3 };

struct way {
    const char *words; /* "octet by octet" */
    struct raw_pieces pieces;
    bool led; /* behind a clean request, in one write with it */
};

/* Those for `count` octets of that case; the first is at once. `pipelined`: also behind a clean
 * request. Returns how many. */
size_t ways_of(const struct raw_case *c, size_t count, bool pipelined, uint64_t seed,
               struct way ways[WAYS_MAX], struct arena *a)
    __attribute__((nonnull, warn_unused_result));

#endif
