/* SPDX-License-Identifier: MIT */
/* What is wrong with a file that a person wrote: place, sentence, the line, a caret.
 *
 *     FILE:LINE:COLUMN: error: SENTENCE
 *       the source line
 *       ^~~~
 *
 * Every mistake of a file is reported in one go and counted; nothing stops at the first one. Under
 * GITHUB_ACTIONS=true each is also an annotation, at most COMPLAINTS_ANNOTATED of them, because
 * that service shows no more.
 */
#ifndef ASSAY_DATA_COMPLAINTS_H
#define ASSAY_DATA_COMPLAINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    COMPLAINTS_ANNOTATED = 10,
    COMPLAINTS_SHOWN = 200 /* the rest is counted only: nobody reads on, and a hostile file ends */
};

struct complaints {
    FILE *out;       /* borrowed */
    bool strict;     /* warnings are errors */
    bool annotate;   /* GITHUB_ACTIONS=true */
    unsigned errors; /* counted so far */
    unsigned warnings;
};

/* Where something stands in its file: 1-based; `length` columns are underlined (at least one). */
struct place {
    int line, column, length;
};

/* A text with a name, to quote lines from. Both are borrowed. */
struct source {
    const char *path;
    const char *text;
    size_t length;
};

void complaints_init(struct complaints *c, FILE *out, bool strict) __attribute__((nonnull));

/* Prints and counts one error, or one warning (an error when strict). Line 0: about the file as a
 * whole, without a place. */
void complain(struct complaints *c, const struct source *source, struct place place,
              const char *format, ...) __attribute__((nonnull, format(printf, 4, 5)));
void complain_warning(struct complaints *c, const struct source *source, struct place place,
                      const char *format, ...) __attribute__((nonnull, format(printf, 4, 5)));

#endif
