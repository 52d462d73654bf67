/* SPDX-License-Identifier: MIT */
/* The inputs that fuzzing begins with. */
#ifndef ASSAY_COMMANDS_FUZZ_CORPUS_H
#define ASSAY_COMMANDS_FUZZ_CORPUS_H

#include "base/failure.h"
#include "base/memory.h"
#include "candidate/profile.h"
#include "mutation/mutation.h"

enum { FUZZ_CORPUS_MAX = 10000 };

struct fuzz_corpus {
    struct span *inputs; /* in the arena that was given */
    size_t count, capacity;
};

/* `folder`: every file of it and of its folders is one input. NULL: what is shipped, which are the
 * seeds of fuzz/corpus/head, those of fuzz/corpus/chunk as bodies, and the raw cases of
 * scenarios/protocol, with the paths of that profile. False with FAILURE_USAGE: it cannot be read,
 * or there is nothing in it. */
bool fuzz_corpus_load(struct fuzz_corpus *c, const char *folder, const struct profile *profile,
                      struct arena *a, struct failure *why)
    __attribute__((nonnull(1, 3, 4, 5), warn_unused_result));

#endif
