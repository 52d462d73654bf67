/* SPDX-License-Identifier: MIT */
/*
 * Target: the decoder of chunked bodies. Two oracles: the cut of the input changes nothing, and a
 * second reader, written from the grammar alone, finds the same end and the same content. Where a
 * limit of the server decides, the second reader is not asked.
 */
#include "fuzz/decoded.h"
#include "fuzz/grammar/chunked.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <string.h>

enum { INPUT = 65536 };

static void check_same(const struct decoded *one, const struct decoded *other)
{
    char text[DECODED_TEXT], another[DECODED_TEXT];
    struct side a = decoded_text("at once", one, text),
                b = decoded_text("in pieces", other, another);
    bool decided = one->result != PARSE_MORE;
    bool same = one->result == other->result && one->body.have == other->body.have &&
                memcmp(one->content, other->content, one->body.have) == 0;
    if (!same || (decided && (a.length != b.length || memcmp(text, another, a.length) != 0)))
        violation("the cut of the input changes nothing", a, b);
}

/* All limits have a status of their own but one. */
static bool limit_decided(const struct decoded *d)
{
    return d->result == PARSE_BAD &&
           (d->fault.status != 400 ||
            strcmp(d->fault.sentence, "the line of a chunk is too long") == 0);
}

static void check_grammar(const struct decoded *d, const char *octets, size_t length)
{
    static char content[INPUT];
    struct chunked b = {.content = content};
    char text[DECODED_TEXT];
    bool whole = grammar_chunked(octets, length, &b);
    bool same = whole == (d->result == PARSE_DONE) &&
                (!whole || (b.length == d->used && b.content_length == d->body.have &&
                            memcmp(content, d->content, b.content_length) == 0));
    if (!same)
        violation("the grammar says the same", decoded_text("the server", d, text),
                  (struct side){whole ? "whole by the grammar" : "not whole by the grammar", octets,
                                whole ? b.length : length});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decoded whole, other;
    const char *octets = (const char *)data;
    size_t length = size < INPUT ? size : INPUT;
    const size_t steps[] = {length / 256 + 1, length / 3 + 1};
    if (length == 0)
        return 0;
    decode(&whole, octets, length, length);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        decode(&other, octets, length, steps[i]);
        check_same(&whole, &other);
    }
    if (!limit_decided(&whole))
        check_grammar(&whole, octets, length);
    return 0;
}
