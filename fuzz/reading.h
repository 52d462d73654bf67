/* SPDX-License-Identifier: MIT */
/*
 * What head_parse said about one run of octets, kept after the octets are gone. They are read from
 * the end of a heap block, so that a sanitizer or valgrind sees every octet too far.
 */
#ifndef FUZZ_READING_H
#define FUZZ_READING_H

#include "http/request.h"

struct reading {
    size_t length; /* octets that were there */
    enum parse result;
    size_t place;    /* where the head ends, or where the fault is; 0 for PARSE_MORE */
    unsigned status; /* of the fault */
    uint64_t print;  /* fingerprint of what was parsed; 0 for PARSE_MORE */
    bool outside;    /* something that was parsed does not lie within the octets */
};

enum { READING_TEXT = 128 };

/* A block for prefixes of `length` octets of input; to be given back with free(). */
__attribute__((returns_nonnull)) char *reading_block(size_t length);

/* Of the first `length` of `all` octets; `block` is one for all. */
__attribute__((nonnull)) struct reading reading_of(const char *octets, size_t length, char *block,
                                                   size_t all);

/* Whether two verdicts say the same; how far an unfinished head got is no verdict. */
bool reading_same(struct reading a, struct reading b);

/* In words; returns their length. */
__attribute__((nonnull)) size_t reading_text(struct reading r, char text[READING_TEXT]);

#endif
