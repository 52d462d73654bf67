/* SPDX-License-Identifier: MIT */
/* What the decoder of chunked bodies makes of octets that come in pieces. */
#ifndef FUZZ_DECODED_H
#define FUZZ_DECODED_H

#include "fuzz/violation.h"
#include "http/request.h"

enum { DECODED_TEXT = 512 };

struct decoded {
    enum parse result;
    size_t used;
    struct fault fault;
    struct body body;
    char content[LIMIT_BODY];
};

/* `step` octets at a time, each piece in a block of its own. */
__attribute__((nonnull)) void decode(struct decoded *d, const char *octets, size_t length,
                                     size_t step);

__attribute__((nonnull)) struct side decoded_text(const char *name, const struct decoded *d,
                                                  char text[DECODED_TEXT]);

#endif
