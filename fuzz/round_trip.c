/* SPDX-License-Identifier: MIT */
/* What is written is what the parser says of a head: its method, target, version and fields. */
#include "fuzz/round_trip.h"

#include <string.h>

#include "fuzz/peer.h"
#include "fuzz/violation.h"

static void write_field(struct text *t, const struct field *f)
{
    text_put(t, f->name);
    text_put(t, SPAN(": "));
    text_put(t, f->value);
    text_put(t, SPAN("\r\n"));
}

/* Longer than the first one by a blank in each field line, at most. */
static struct span write_head(const struct request *r)
{
    static char space[LIMIT_HEAD + LIMIT_FIELDS];
    struct text t = {.at = space, .room = sizeof space};
    text_put(&t, r->method_text);
    text_put(&t, SPAN(" "));
    text_put(&t, r->target);
    text_put(&t, r->minor > 0 ? SPAN(" HTTP/1.1\r\n") : SPAN(" HTTP/1.0\r\n"));
    for (size_t i = 0; i < r->field_count; i++)
        write_field(&t, &r->fields[i]);
    text_put(&t, SPAN("\r\n"));
    return (struct span){space, t.length};
}

void round_trip_check(const char *octets, size_t length)
{
    static struct request one, other;
    struct fault fault = {.status = 400};
    if (head_parse(octets, length, &one, &fault) != PARSE_DONE)
        return;
    struct span written = write_head(&one);
    enum parse result = head_parse(written.at, written.length, &other, &fault);
    bool same = result == PARSE_DONE && other.length == written.length &&
                peer_fingerprint(&one) == peer_fingerprint(&other);
    if (!same && (result != PARSE_BAD || fault.status == 400))
        violation("a head that is written again is the same",
                  (struct side){"as it came", octets, one.length},
                  (struct side){"written", written.at, written.length});
}
