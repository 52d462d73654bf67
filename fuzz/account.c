/* SPDX-License-Identifier: MIT */
/* Everything that a reply says is written down, so that two of them can be compared. */
#include "fuzz/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/violation.h"

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

void account_read(struct account *s, unsigned flags, const char *octets, size_t length, size_t step)
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

void account_forget(struct account *s)
{
    reply_release(&s->reply);
    free(s->text);
}
