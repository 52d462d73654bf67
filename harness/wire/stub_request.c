/* SPDX-License-Identifier: MIT */
/* Line by line. */
#include "wire/stub_request.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/words.h"

struct line {
    const char *at;
    size_t length; /* without its CR LF */
};

/* The value of the line if it is this field's, without blanks before it; else NULL. */
static const char *value_of(struct line l, const char *name, size_t *length)
{
    size_t n = strlen(name);
    if (l.length <= n || l.at[n] != ':' || strncasecmp(l.at, name, n) != 0)
        return NULL;
    for (n++; n < l.length && (l.at[n] == ' ' || l.at[n] == '\t'); n++)
        continue;
    *length = l.length - n;
    return l.at + n;
}

static bool read_field(struct stub_request *q, struct line l)
{
    size_t length = 0;
    unsigned long long content = 0;
    const char *value = value_of(l, "Connection", &length);
    if (value && length == strlen("close") && strncasecmp(value, "close", length) == 0)
        q->keep = false;
    if (value_of(l, "Transfer-Encoding", &length))
        q->keep = false;
    value = value_of(l, "Content-Length", &length);
    if (value && !words_number(value, length, &content))
        return false;
    q->length += content; /* of a length that wraps around the rest is missing for ever */
    return content <= SIZE_MAX / 2;
}

enum stub_request_state stub_request_read(struct stub_request *q, const char *octets, size_t length)
{
    const char *end = memmem(octets, length, "\r\n\r\n", 4);
    const char *first = memmem(octets, length, "\r\n", 2);
    if (!end || !first)
        return STUB_REQUEST_MORE;
    *q = (struct stub_request){.length = (size_t)(end - octets) + 4,
                               .keep = first - octets >= 8 && memcmp(first - 8, "HTTP/1.1", 8) == 0,
                               .to_head = strncmp(octets, "HEAD ", 5) == 0};
    for (const char *at = first + 2; at < end + 2;) {
        const char *next = memmem(at, (size_t)(end + 2 - at), "\r\n", 2);
        if (!next || !read_field(q, (struct line){.at = at, .length = (size_t)(next - at)}))
            return STUB_REQUEST_BAD;
        at = next + 2;
    }
    return q->length <= length ? STUB_REQUEST_WHOLE : STUB_REQUEST_MORE;
}
