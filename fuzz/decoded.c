/* SPDX-License-Identifier: MIT */
/* The pieces are exact, so that a sanitizer or valgrind sees every octet too far. */
#include "fuzz/decoded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void decode(struct decoded *d, const char *octets, size_t length, size_t step)
{
    d->body = (struct body){.part = BODY_SIZE, .chunked = true};
    d->result = PARSE_MORE;
    d->used = 0;
    for (size_t shown = 0; shown < length && d->result == PARSE_MORE;) {
        shown = length - shown > step ? shown + step : length;
        size_t used = 0, there = shown - d->used;
        char *block = malloc(there);
        if (block == NULL)
            abort(); /* without memory nothing is tested */
        memcpy(block, octets + d->used, there);
        d->result = body_take(&d->body, block, there, &used, d->content, &d->fault);
        free(block);
        d->used += used;
    }
}

struct side decoded_text(const char *name, const struct decoded *d, char text[DECODED_TEXT])
{
    static const char *const words[] = {"done", "more", "bad"};
    int n =
        snprintf(text, DECODED_TEXT, "%s after %zu octets, %zu of content, %s", words[d->result],
                 d->used, d->body.have, d->result == PARSE_BAD ? d->fault.sentence : "");
    return (struct side){name, text, (size_t)n};
}
