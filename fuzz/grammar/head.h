/* SPDX-License-Identifier: MIT */
/*
 * A second reader of request heads, written from the grammars of RFC 9112 sections 2 to 6, RFC 9110
 * section 5 and RFC 3986 section 3.2.2, one function a rule. It is slow, wants the whole head and
 * knows no limit but that of a port: it is there to disagree with the parser of the server, and
 * must not share a line of code with it.
 *
 * Where the documents leave a choice it is as strict as this server means to be: a line ends in CR
 * LF, one empty line may come first, nothing is folded, and a message whose length could be read in
 * two ways has none. An escape in a host and what stands between brackets are not looked into.
 */
#ifndef FUZZ_GRAMMAR_HEAD_H
#define FUZZ_GRAMMAR_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum framing { FRAMING_NONE = 0, FRAMING_LENGTH, FRAMING_CHUNKED, FRAMING_REFUSED };

struct grammar_head {
    size_t length; /* octets of the head with its empty line */
    unsigned minor;
    enum framing framing;
    uint64_t content_length; /* for FRAMING_LENGTH; UINT64_MAX for more */
};

/* False if no whole head that follows the grammar stands at the start of the input. */
__attribute__((nonnull)) bool grammar_head(const char *octets, size_t length,
                                           struct grammar_head *head);

#endif
