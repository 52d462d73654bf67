/* SPDX-License-Identifier: MIT */
/* One input from another: requests changed as messages, so that they come past the first check of a
 * parser, and as octets, so that nothing is out of reach. Pure: chance is an argument.
 */
#ifndef ASSAY_MUTATION_MUTATION_H
#define ASSAY_MUTATION_MUTATION_H

#include "base/bytes.h"
#include "base/chance.h"

enum { MUTATION_LENGTH_MAX = 32 * 1024 }; /* octets of an input: beyond usual limits on a head */

struct span {
    const char *octets;
    size_t length;
};

/* One kind of change, in place. `other` is another input, to take from. False, and nothing was
 * changed, if there is nothing of its kind to change. */
struct mutation {
    const char *name;
    bool (*apply)(struct bytes *b, const struct span *other, struct chance *c);
};

extern const struct mutation mutations[];
extern const size_t mutation_count;

/* Applies one to a few of them, by chance. b's cap is the longest that it may become. */
void mutate(struct bytes *b, const struct span *other, struct chance *c) __attribute__((nonnull));

#endif
