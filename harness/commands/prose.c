/* SPDX-License-Identifier: MIT */
/* Breaks lines, greedily. */
#include "commands/prose.h"

#include <stdbool.h>
#include <string.h>

#include "data/utf8.h"

void prose_print(FILE *out, int column, int indent, const char *text)
{
    bool first = true;
    while (*text) {
        size_t length = strcspn(text, " ");
        int width = (int)utf8_columns(text, length);
        if (!first && column + 1 + width > PROSE_COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)length, text);
        column += width;
        first = false;
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}
