/* SPDX-License-Identifier: MIT */
/*
 * Filling answers in and writing their heads. The framing fields come from here alone, so that no
 * handler can contradict the octets that follow. Status lines are literals for both versions, so
 * that one costs one copy: a row per code that an HTTP/1.1 server may send (RFC 9110 §15, RFC
 * 6585).
 */
#include "http/exchange.h"

#include <assert.h>
#include <stdio.h>

#define ROW(code, words)                                                                           \
    [(code)-100] = {{"HTTP/1.0 " #code " " words "\r\n", sizeof(words) + 14},                      \
                    {"HTTP/1.1 " #code " " words "\r\n", sizeof(words) + 14}}

/* clang-format off */
static const struct span lines[][2] = { /* [minor version] */
    ROW(100, "Continue"), ROW(101, "Switching Protocols"), ROW(200, "OK"), ROW(201, "Created"),
    ROW(202, "Accepted"), ROW(203, "Non-Authoritative Information"), ROW(204, "No Content"),
    ROW(205, "Reset Content"), ROW(206, "Partial Content"), ROW(300, "Multiple Choices"),
    ROW(301, "Moved Permanently"), ROW(302, "Found"), ROW(303, "See Other"),
    ROW(304, "Not Modified"), ROW(305, "Use Proxy"), ROW(307, "Temporary Redirect"),
    ROW(308, "Permanent Redirect"), ROW(400, "Bad Request"), ROW(401, "Unauthorized"),
    ROW(402, "Payment Required"), ROW(403, "Forbidden"), ROW(404, "Not Found"),
    ROW(405, "Method Not Allowed"), ROW(406, "Not Acceptable"),
    ROW(407, "Proxy Authentication Required"), ROW(408, "Request Timeout"), ROW(409, "Conflict"),
    ROW(410, "Gone"), ROW(411, "Length Required"), ROW(412, "Precondition Failed"),
    ROW(413, "Content Too Large"), ROW(414, "URI Too Long"), ROW(415, "Unsupported Media Type"),
    ROW(416, "Range Not Satisfiable"), ROW(417, "Expectation Failed"),
    ROW(421, "Misdirected Request"), ROW(422, "Unprocessable Content"),
    ROW(426, "Upgrade Required"), ROW(428, "Precondition Required"),
    ROW(429, "Too Many Requests"), ROW(431, "Request Header Fields Too Large"),
    ROW(500, "Internal Server Error"), ROW(501, "Not Implemented"), ROW(502, "Bad Gateway"),
    ROW(503, "Service Unavailable"), ROW(504, "Gateway Timeout"),
    ROW(505, "HTTP Version Not Supported"), ROW(507, "Insufficient Storage"),
    ROW(511, "Network Authentication Required"),
};
/* clang-format on */

struct span status_line(unsigned status, unsigned minor, char spare[STATUS_LINE_ROOM])
{
    if (status >= 100 && status - 100 < sizeof lines / sizeof lines[0] &&
        lines[status - 100][0].at != NULL)
        return lines[status - 100][minor > 0];
    unsigned code = status % 1000;
    int length = snprintf(spare, STATUS_LINE_ROOM, "HTTP/1.%u %03u status code %u\r\n", minor > 0,
                          code, code);
    return (struct span){spare, (size_t)length};
}

void answer_init(struct answer *a)
{
    memset(a, 0, offsetof(struct answer, field_space)); /* the spaces need not be cleared */
    a->status = 500;
    a->fields = (struct text){.at = a->field_space, .room = sizeof a->field_space};
}

bool answer_field(struct answer *a, const char *name, struct span value)
{
    struct text *t = &a->fields;
    struct span label = span_of(name);
    if (label.length + value.length + 4 > t->room - t->length)
        return false;
    text_put(t, label);
    text_put(t, SPAN(": "));
    text_put(t, value);
    text_put(t, SPAN("\r\n"));
    return true;
}

enum handled answer_bytes(struct answer *a, unsigned status, const char *type, struct span body)
{
    a->status = status;
    a->body = body;
    a->length = body.length;
    a->pull = NULL;
    if (type != NULL)
        answer_field(a, "Content-Type", span_of(type));
    return HANDLED_ANSWERED;
}

enum handled answer_pulled(struct answer *a, unsigned status, uint64_t length, answer_pull *pull,
                           void *context)
{
    a->status = status;
    a->length = length;
    a->pull = pull;
    a->context = context;
    return HANDLED_ANSWERED;
}

enum handled refuse(struct exchange *x, unsigned status, const char *sentence)
{
    char spare[STATUS_LINE_ROOM];
    struct span line = span_from(status_line(status, 1, spare), sizeof "HTTP/1.1 " - 1);
    struct text t = {.at = x->answer.note, .room = sizeof x->answer.note};
    text_put(&t, (struct span){line.at, line.length - 2});
    text_put(&t, SPAN(": "));
    text_put(&t, span_of(sentence));
    text_put(&t, SPAN("\n"));
    return answer_bytes(&x->answer, status, "text/plain; charset=utf-8",
                        (struct span){t.at, t.length});
}

bool answer_has_body(unsigned status)
{
    return status >= 200 && status != 204 && status != 304;
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

size_t answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                         char space[LIMIT_ANSWER_HEAD])
{
    char spare[STATUS_LINE_ROOM];
    struct text t = {.at = space, .room = LIMIT_ANSWER_HEAD};
    text_put(&t, status_line(a->status, minor, spare));
    put_date(&t, wall);
    if (answer_has_body(a->status)) {
        text_put(&t, SPAN("Content-Length: "));
        text_put_number(&t, a->length);
        text_put(&t, SPAN("\r\n"));
    }
    if (!keep)
        text_put(&t, SPAN("Connection: close\r\n"));
    else if (minor == 0)
        text_put(&t, SPAN("Connection: keep-alive\r\n"));
    text_put(&t, (struct span){a->fields.at, a->fields.length});
    text_put(&t, SPAN("\r\n"));
    assert(!t.full);
    return t.length;
}
