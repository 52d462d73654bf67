/* SPDX-License-Identifier: MIT */
/* A span that points outside of what was parsed is found here, whatever lies there. */
#include "fuzz/reading.h"

#include "fuzz/peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool all_within(const struct request *r, const char *block, size_t length)
{
    const struct span texts[] = {r->method_text, r->target, r->query, r->authority};
    bool within = span_is(r->path, "/") || peer_within(r->path, block, length);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        within = within && peer_within(texts[i], block, length);
    for (size_t i = 0; i < r->field_count; i++)
        within = within && peer_within(r->fields[i].name, block, length) &&
                 peer_within(r->fields[i].value, block, length);
    return within;
}

char *reading_block(size_t length)
{
    char *block = malloc(length);
    if (block == NULL)
        abort(); /* without memory nothing is tested */
    return block;
}

struct reading reading_of(const char *octets, size_t length, char *block, size_t all)
{
    static struct request request;
    struct fault fault = {.status = 0};
    struct reading r = {.length = length};
    char *copy = block + all - length;
    memcpy(copy, octets, length);
    r.result = head_parse(copy, length, &request, &fault);
    r.place = r.result == PARSE_DONE ? request.length : fault.offset;
    r.status = fault.status;
    r.outside = !all_within(&request, copy, length);
    if (r.result != PARSE_MORE)
        r.print = peer_fingerprint(&request);
    return r;
}

bool reading_same(struct reading a, struct reading b)
{
    return a.result == b.result && a.place == b.place && a.status == b.status &&
           (a.result == PARSE_MORE || a.print == b.print);
}

size_t reading_text(struct reading r, char text[READING_TEXT])
{
    static const char *const words[] = {"done", "more", "bad"};
    int length =
        snprintf(text, READING_TEXT, "%s after %zu octets: place %zu, status %u, print %016" PRIx64,
                 words[r.result], r.length, r.place, r.status, r.print);
    return (size_t)length;
}
