/* SPDX-License-Identifier: MIT */
/*
 * Target: the decoder of chunked bodies. Two oracles: the cut of the input changes nothing, and a
 * second reader, written from the grammar alone, finds the same end and the same content. Where a
 * limit of the server decides, the second reader is not asked.
 */
#include "fuzz/grammar/chunked.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"
#include "http/request.h"

#include <stdio.h>
#include <stdlib.h>

enum { INPUT = 65536, TEXT = 512 };

struct decoded {
    enum parse result;
    size_t used;
    struct fault fault;
    struct body body;
    char content[LIMIT_BODY];
};

static void decode(struct decoded *d, const char *octets, size_t length, size_t step)
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

static struct side in_words(const char *name, const struct decoded *d, char text[TEXT])
{
    static const char *const words[] = {"done", "more", "bad"};
    int n = snprintf(text, TEXT, "%s after %zu octets, %zu of content, %s", words[d->result],
                     d->used, d->body.have, d->result == PARSE_BAD ? d->fault.sentence : "");
    return (struct side){name, text, (size_t)n};
}

static void check_same(const struct decoded *one, const struct decoded *other)
{
    char text[TEXT], another[TEXT];
    struct side a = in_words("at once", one, text), b = in_words("in pieces", other, another);
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
    char text[TEXT];
    bool whole = grammar_chunked(octets, length, &b);
    bool same = whole == (d->result == PARSE_DONE) &&
                (!whole || (b.length == d->used && b.content_length == d->body.have &&
                            memcmp(content, d->content, b.content_length) == 0));
    if (!same)
        violation("the grammar says the same", in_words("the server", d, text),
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
