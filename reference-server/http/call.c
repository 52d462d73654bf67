/* SPDX-License-Identifier: MIT */
/*
 * The life of a call, and the reader of replies: a status line, the field lines of which only the
 * framing matters, and a body by its length or up to the end (RFC 9112 §4, §6.3). Whatever is no
 * such reply is 502 to those who wait for it.
 */
#include "http/call.h"

#include "http/conn.h"

void call_begin(struct call *c, const char *address, struct span target, struct instant now)
{
    struct text t = {.at = c->octets, .room = sizeof c->octets};
    text_put(&t, SPAN("GET "));
    text_put(&t, target);
    text_put(&t, SPAN(" HTTP/1.0\r\nHost: "));
    text_put(&t, span_of(address));
    text_put(&t, SPAN("\r\n\r\n"));
    c->state = CALL_SENDS;
    c->told = c->dialled = false;
    c->why = NULL;
    c->address = address;
    c->deadline = now.ms + LIMIT_CALL_MS;
    c->start = 0;
    c->end = t.length;
    if (t.full)
        call_fail(c, 503, "its address is too long");
}

void call_fail(struct call *c, unsigned status, const char *why)
{
    c->state = CALL_ENDED;
    c->status = status;
    c->why = why;
    c->body = SPAN("");
}

unsigned call_wants(const struct call *c)
{
    if (c->state == CALL_SENDS)
        return CONN_WRITE;
    return c->state == CALL_READS ? CONN_READ : CONN_CLOSE;
}

char *call_octets(struct call *c, size_t *length)
{
    *length = c->state == CALL_SENDS ? c->end - c->start : sizeof c->octets - c->end;
    return c->octets + (c->state == CALL_SENDS ? c->start : c->end);
}

/* `HTTP/1.`, a digit, a space, three digits, and a space behind which is anything. */
static bool read_status(struct span line, uint64_t *status)
{
    struct span version = span_cut(&line, ' ');
    struct span digits = span_cut(&line, ' ');
    return version.length == 8 && span_starts(version, "HTTP/1.") &&
           octet_is(version.at[7], OCTET_DIGIT) && digits.length == 3 &&
           span_number(digits, status) && *status >= 200;
}

/* The next line without its end; `rest` ends with one. */
static struct span cut_line(struct span *rest)
{
    struct span line = span_cut(rest, '\n');
    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* A length is said at most once, and nothing else may frame the body. */
static bool read_field(struct span line, uint64_t *length)
{
    size_t colon = span_find(line, ':');
    bool named = colon > 0 && colon < line.length;
    struct span name = span_cut(&line, ':');
    if (!named || span_run(name, OCTET_TOKEN) < colon || span_like(name, "transfer-encoding"))
        return false;
    return !span_like(name, "content-length") ||
           (*length == UINT64_MAX && span_number(span_trim(line), length) && *length < UINT64_MAX);
}

/* Of the octets that are there. Without a length, the body ends when they do. */
static enum parse read_reply(struct call *c, bool whole)
{
    uint64_t status = 0, length = UINT64_MAX;
    const char *head_end = memmem(c->octets, c->end, "\r\n\r\n", 4);
    if (head_end == NULL)
        return whole ? PARSE_BAD : PARSE_MORE;
    struct span head = {c->octets, (size_t)(head_end + 2 - c->octets)};
    c->body = (struct span){head_end + 4, c->end - head.length - 2};
    if (!read_status(cut_line(&head), &status))
        return PARSE_BAD;
    while (head.length > 0)
        if (!read_field(cut_line(&head), &length))
            return PARSE_BAD;
    c->status = (unsigned)status;
    if (!answer_has_body(c->status))
        length = 0;
    if (length == UINT64_MAX ? !whole : c->body.length < length)
        return whole ? PARSE_BAD : PARSE_MORE;
    if (length < c->body.length)
        c->body.length = (size_t)length;
    return PARSE_DONE;
}

static void hear(struct call *c, size_t n)
{
    c->end += n;
    enum parse result = read_reply(c, n == 0);
    if (result == PARSE_DONE)
        c->state = CALL_ENDED;
    else if (result == PARSE_BAD)
        call_fail(c, 502, "what it replies is no response");
    else if (c->end == sizeof c->octets)
        call_fail(c, 502, "its reply is too long");
}

void call_done(struct call *c, size_t n)
{
    if (c->state == CALL_READS) {
        hear(c, n);
    } else if ((c->start += n) == c->end) {
        c->state = CALL_READS;
        c->end = 0;
    }
}

uint64_t calls_due(const struct call *calls)
{
    uint64_t due = UINT64_MAX;
    for (const struct call *c = calls; c < calls + LIMIT_CALLS; c++)
        if (call_wants(c) != CONN_CLOSE && c->deadline < due)
            due = c->deadline;
    return due;
}

bool calls_move(struct call *calls, struct instant now)
{
    bool ended = false;
    for (struct call *c = calls; c < calls + LIMIT_CALLS; c++) {
        if (call_wants(c) != CONN_CLOSE && now.ms >= c->deadline)
            call_fail(c, 504, "it does not reply in time");
        ended = ended || (c->state == CALL_ENDED && !c->told);
        c->told = c->state == CALL_ENDED;
    }
    return ended;
}
