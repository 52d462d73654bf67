/* SPDX-License-Identifier: MIT */
/* jq programs over JSON texts. The only room that knows libjq.
 *
 * Results are canonical: compact, names sorted, numbers as the library spells them. Two values are
 * equal if and only if their canonical texts are. Integers above 2^53 lose digits in the library.
 */
#ifndef ASSAY_DATA_JQ_H
#define ASSAY_DATA_JQ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum { JQ_SENTENCE_MAX = 256 };

enum jq_result {
    JQ_VALUE = 0, /* `out` holds the first output */
    JQ_NOTHING,   /* the program gave no output */
    JQ_FAILED     /* `sentence` says why: no JSON, or the program failed on it */
};

/* A compiled program; opaque. */
struct jq;

/* NULL with a sentence if `program` is no program, or uses a word that may never end (def, range,
 * recurse, until ...). A leading `$.` is read as `.`. */
struct jq *jq_open(const char *program, char sentence[JQ_SENTENCE_MAX])
    __attribute__((nonnull, warn_unused_result));
void jq_close(struct jq *jq);

/* Whether jq_open would take it. Cheap for a path such as `.user.name`, and for one of those taken
 * last; not for several threads. */
bool jq_is_program(const char *program, char sentence[JQ_SENTENCE_MAX])
    __attribute__((nonnull, warn_unused_result));

/* Runs it over `text`, strict JSON of at most JSON_OCTETS_MAX octets. Appends to `out`. */
enum jq_result jq_run(struct jq *jq, const char *text, size_t length, struct bytes *out,
                      char sentence[JQ_SENTENCE_MAX]) __attribute__((nonnull, warn_unused_result));

/* The canonical form of a JSON text alone; false if it is not JSON. */
bool jq_canonical(const char *text, size_t length, struct bytes *out)
    __attribute__((nonnull, warn_unused_result));

#endif
