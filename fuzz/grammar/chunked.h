/* SPDX-License-Identifier: MIT */
/*
 * A second reader of chunked bodies, written from the grammar of RFC 9112 section 7.1 alone, one
 * function a rule. It is slow, wants the whole input at once and knows no limit: it is there to
 * disagree with the parser of the server. It must not share a line of code with it.
 */
#ifndef FUZZ_GRAMMAR_CHUNKED_H
#define FUZZ_GRAMMAR_CHUNKED_H

#include <stdbool.h>
#include <stddef.h>

struct chunked {
    size_t length; /* octets of the whole body with its framing */
    char *content; /* without it; room for as many octets as the input has */
    size_t content_length;
};

/* False if no body that follows the grammar stands at the start of the input. Of extensions the
 * names and values are not told apart: they end at the first line end, outside of quotes. */
__attribute__((nonnull)) bool grammar_chunked(const char *octets, size_t length, struct chunked *b);

#endif
