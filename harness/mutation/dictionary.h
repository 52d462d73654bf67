/* SPDX-License-Identifier: MIT */
/* Words that chance would not find, and numbers at which readers have failed.
 */
#ifndef ASSAY_MUTATION_DICTIONARY_H
#define ASSAY_MUTATION_DICTIONARY_H

#include <stddef.h>

#include "base/chance.h"

struct word {
    const char *octets;
    size_t length;
};

struct word_list {
    const struct word *words;
    size_t count;
};

enum word_kind {
    WORDS_HEAD = 0, /* tokens of requests, as fuzz/head.dict has them */
    WORDS_NUMBER,   /* decimal, at limits and beyond, and what is no number */
    WORDS_SIZE,     /* of chunks: hexadecimal, likewise */
    WORDS_CODING,   /* values of Transfer-Encoding */
    WORDS_LINE_END,
    WORDS_OCTET, /* on the edge of a class */
    WORDS_KIND_COUNT
};

extern const struct word_list dictionary[WORDS_KIND_COUNT];

/* One of its words, each alike. */
const struct word *dictionary_pick(enum word_kind kind, struct chance *c)
    __attribute__((nonnull, returns_nonnull));

#endif
