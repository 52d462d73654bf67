/* SPDX-License-Identifier: MIT */
/* The escapes of `bytes:`: \r \n \t \0 \\ \xNN, and \{TEXT*N} for TEXT repeated N times.
 *
 * Ours and not YAML's: in double quotes "\xff" would become the two octets of U+00FF.
 */
#ifndef ASSAY_SCENARIO_OCTETS_H
#define ASSAY_SCENARIO_OCTETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum {
    OCTETS_MAX = 16 * 1024 * 1024,    /* of one step: beyond any limit on a request head */
    OCTETS_REPEATS_MAX = 1024 * 1024, /* of one \{TEXT*N} */
    OCTETS_SENTENCE_MAX = 128
};

/* Where an escape is wrong: offset in the text, and a sentence. */
struct octets_error {
    size_t offset;
    char sentence[OCTETS_SENTENCE_MAX];
};

/* Appends what `text` stands for. `out` should have the cap OCTETS_MAX. */
bool octets_unescape(struct bytes *out, const char *text, size_t length, struct octets_error *error)
    __attribute__((nonnull, warn_unused_result));

#endif
