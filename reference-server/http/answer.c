/* SPDX-License-Identifier: MIT */
/*
 * Filling answers in and writing their heads. The framing fields come from here alone, so that no
 * handler can contradict the octets that follow.
 */
#include "http/answer.h"

#include "http/date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void answer_init(struct answer *a)
{
    a->status = 500; /* one by one: the spaces need not be cleared */
    a->close = false;
    a->body = SPAN("");
    a->length = 0;
    a->source = (struct answer_source){NULL, NULL};
    a->fields = (struct text){.at = a->field_space, .room = sizeof a->field_space};
}

bool answer_field(struct answer *a, const char *name, struct span value)
{
    a->fields.full = false;
    text_put_field(&a->fields, name, value);
    return !a->fields.full;
}

void answer_bytes(struct answer *a, unsigned status, const char *type, struct span body)
{
    a->status = status;
    a->body = body;
    a->length = body.length;
    a->source = (struct answer_source){NULL, NULL};
    if (type != NULL)
        (void)answer_field(a, "Content-Type", span_of(type));
}

void answer_pulled(struct answer *a, unsigned status, uint64_t length, struct answer_source source)
{
    a->status = status;
    a->length = length;
    a->source = source;
}

void answer_error(struct answer *a, unsigned status, const char *sentence)
{
    struct span reason = status_reason(status);
    struct text t = {.at = a->note, .room = sizeof a->note};
    text_put_number(&t, status);
    text_put(&t, SPAN(" "));
    text_put(&t, reason);
    text_put(&t, SPAN(": "));
    text_put(&t, span_of(sentence));
    text_put(&t, SPAN("\n"));
    answer_bytes(a, status, "text/plain; charset=utf-8", (struct span){t.at, t.length});
}

void answer_fault(struct answer *a, const struct fault *fault)
{
    char sentence[LIMIT_ANSWER_NOTE];
    snprintf(sentence, sizeof sentence, "%s (%s, octet %zu)", fault->sentence, fault->rule,
             fault->offset);
    answer_error(a, fault->status, sentence);
    a->close = true;
}

bool answer_has_body(unsigned status)
{
    return status >= 200 && status != 204 && status != 304;
}

static void put_connection(struct text *t, struct answer_terms terms)
{
    if (!terms.keep)
        text_put_field(t, "Connection", SPAN("close"));
    else if (terms.minor == 0)
        text_put_field(t, "Connection", SPAN("keep-alive"));
}

/* The line is the same for a second, and so it is kept; one per thread. */
static void put_date(struct text *t, int64_t wall)
{
    static _Thread_local int64_t last = -1;
    static _Thread_local char line[] = "Date: www, DD NNN YYYY hh:mm:ss GMT\r\n";
    char date[DATE_LENGTH + 1];
    if (wall != last) {
        date_text(wall, date);
        memcpy(line + sizeof "Date: " - 1, date, DATE_LENGTH);
        last = wall;
    }
    text_put(t, (struct span){line, sizeof line - 1});
}

static void put_length(struct text *t, uint64_t length)
{
    text_put(t, SPAN("Content-Length: "));
    text_put_number(t, length);
    text_put(t, SPAN("\r\n"));
}

size_t answer_write_head(const struct answer *a, struct answer_terms terms, char *space,
                         size_t room)
{
    char spare[STATUS_LINE_ROOM];
    struct text t = {.at = space, .room = room};
    text_put(&t, status_line(a->status, terms.minor, spare));
    put_date(&t, terms.wall);
    if (answer_has_body(a->status))
        put_length(&t, a->length);
    put_connection(&t, terms);
    text_put(&t, (struct span){a->fields.at, a->fields.length});
    text_put(&t, SPAN("\r\n"));
    assert(!t.full);
    return t.length;
}
