/* SPDX-License-Identifier: MIT */
/*
 * Target: the judge's own reader of responses. Its oracle: the cut of the input changes nothing,
 * neither what was read nor where the response ends. The first octet says whether the request was
 * HEAD, and whether the peer closes behind the last one.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/reply.h"

enum { OF_HEAD = 1, CLOSES = 2 };

struct account {
    struct reply reply;
    size_t used;
    char *text; /* everything that was read, in words */
    size_t length;
};

static void describe_fields(FILE *out, const char *name, const struct reply_field *fields,
                            size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s %s: %s\n", name, fields[i].name, fields[i].value);
}

static void describe(struct account *s)
{
    const struct reply *r = &s->reply;
    FILE *out = open_memstream(&s->text, &s->length);
    if (!out)
        abort(); /* without memory nothing is tested */
    fprintf(out, "state %d, %s\n", (int)r->state, r->state == REPLY_BAD ? r->problem : "good");
    if (r->state == REPLY_DONE) {
        fprintf(out, "%zu octets, HTTP/1.%d %d %s, framing %d, %u before, persistent %d\n", s->used,
                r->minor, r->status, r->reason, (int)r->framing, r->interim, r->persistent);
        describe_fields(out, "field", r->fields, r->field_count);
        describe_fields(out, "trailer", r->trailers, r->trailer_count);
        fwrite(r->body.data, 1, r->body.length, out);
    }
    fclose(out);
}

/* `step`: octets at a time, at places that differ with it. */
static void read_in(struct account *s, unsigned flags, const char *octets, size_t length,
                    size_t step)
{
    *s = (struct account){.used = 0};
    reply_init(&s->reply, flags & OF_HEAD);
    while (s->used < length && s->reply.state == REPLY_MORE) {
        size_t piece = length - s->used < step ? length - s->used : step, used = 0;
        (void)!reply_feed(&s->reply, octets + s->used, piece, &used);
        s->used += used;
        if (used < piece && s->reply.state == REPLY_MORE)
            violation("what is not refused is taken", (struct side){"input", octets, length},
                      (struct side){"left", octets + s->used, length - s->used});
    }
    if ((flags & CLOSES) && s->reply.state == REPLY_MORE)
        (void)!reply_eof(&s->reply);
    describe(s);
}

static void forget(struct account *s)
{
    reply_release(&s->reply);
    free(s->text);
}

static void compare(const char *oracle, const struct account *one, const struct account *other)
{
    if (one->length != other->length || memcmp(one->text, other->text, one->length) != 0)
        violation(oracle, (struct side){"at once", one->text, one->length},
                  (struct side){"otherwise", other->text, other->length});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t steps[] = {1, 2, size / 3 + 1};
    if (size == 0)
        return 0;
    const char *octets = (const char *)data + 1;
    struct account whole, other;
    read_in(&whole, *data, octets, size - 1, size);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        read_in(&other, *data, octets, size - 1, steps[i]);
        compare("the cut of the input changes nothing", &whole, &other);
        forget(&other);
    }
    forget(&whole);
    return 0;
}
