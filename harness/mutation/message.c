/* SPDX-License-Identifier: MIT */
/* Lines end in LF; the head ends at the first empty one behind the request line. */
#include "mutation/message.h"

#include <string.h>

struct message_line message_line_at(const char *octets, size_t length, size_t at)
{
    const char *end = at < length ? memchr(octets + at, '\n', length - at) : NULL;
    size_t stop = end ? (size_t)(end - octets) + 1 : length;
    return (struct message_line){.at = at, .length = stop - at};
}

static bool is_empty(const char *octets, struct message_line line)
{
    for (size_t i = 0; i < line.length; i++) {
        if (octets[line.at + i] != '\r' && octets[line.at + i] != '\n')
            return false;
    }
    return true;
}

void message_read(struct message *m, const char *octets, size_t length)
{
    size_t at = 0;
    *m = (struct message){.count = 0};
    do {
        m->start = message_line_at(octets, length, at);
        at += m->start.length;
    } while (at < length && is_empty(octets, m->start));
    while (at < length) {
        struct message_line line = message_line_at(octets, length, at);
        at += line.length;
        if (is_empty(octets, line))
            break;
        if (m->count < MESSAGE_FIELDS_MAX)
            m->fields[m->count++] = line;
    }
    m->body = at;
}

static bool is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* A name and a colon: no method is spelt so, and whoever takes it for a request refuses it. */
static bool is_field(const char *line, size_t length)
{
    size_t name = 0;
    while (name < length && is_token(line[name]))
        name++;
    return name > 0 && name < length && line[name] == ':';
}

static size_t span_to_end(const char *octets, size_t length)
{
    size_t n = 0;
    while (n < length && octets[n] != '\r' && octets[n] != '\n')
        n++;
    return n;
}

unsigned message_requests_most(const char *octets, size_t length)
{
    unsigned count = 1;
    for (size_t at = 0, line; at < length; at += line + 1) {
        line = span_to_end(octets + at, length - at);
        count += line > 0 && !is_field(octets + at, line);
    }
    return count;
}

bool message_is_bare(const char *octets, size_t length)
{
    struct message m;
    message_read(&m, octets, length);
    return !memmem(octets + m.start.at, m.start.length, " HTTP/1.", 8);
}
