/* SPDX-License-Identifier: MIT */
/*
 * One parse, one block. The fingerprint reads every span while the block is there: a span that
 * points outside it is found here, too.
 */
#include "fuzz/reading.h"

#include "fuzz/peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading reading_of(const char *octets, size_t length)
{
    static struct request request;
    struct fault fault = {.status = 0};
    struct reading r = {.length = length};
    char *block = malloc(length);
    if (block == NULL)
        abort(); /* without memory nothing is tested */
    memcpy(block, octets, length);
    r.result = head_parse(block, length, &request, &fault);
    r.place = r.result == PARSE_DONE ? request.length : fault.offset;
    r.status = fault.status;
    r.print = peer_fingerprint(&request);
    free(block);
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
