/* SPDX-License-Identifier: MIT */
/* Running text on a terminal or in a manual page. */
#ifndef ASSAY_COMMANDS_PROSE_H
#define ASSAY_COMMANDS_PROSE_H

#include <stdio.h>

enum { PROSE_COLUMNS = 80 };

/* Prints `text` from column `column` (0-based, where the line already stands) on, and begins each
 * further line with `indent` blanks; lines are broken between words. Ends with a newline. */
void prose_print(FILE *out, int column, int indent, const char *text) __attribute__((nonnull));

#endif
