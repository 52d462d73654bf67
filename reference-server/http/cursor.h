/* SPDX-License-Identifier: MIT */
/*
 * A cursor over octets of which more may come: what head.c and body.c have in common. It goes from
 * left to right and never looks ahead, so a fault is found at the same octet however the input was
 * cut. The functions are inline so that the cursor lives in registers: this is the hot loop.
 */
#ifndef HTTP_CURSOR_H
#define HTTP_CURSOR_H

#include "http/head.h"

#define INLINE static inline __attribute__((always_inline))

/* What is said of a part of a request: if it is too long, and if a line of it does not end well. */
struct part {
    unsigned too_long_status;
    const char *too_long_rule, *too_long;
    const char *line_end_rule, *line_end;
};

struct cursor {
    const char *start; /* of the buffer */
    const char *at;
    const char *end;   /* of the octets, or of the limit, whichever comes first */
    const char *limit; /* no octet of this part may stand here or behind */
    const struct part *part;
    struct fault *fault;
};

static inline enum parse bad(struct cursor c, unsigned status, const char *rule,
                             const char *sentence)
{
    *c.fault = (struct fault){status, rule, (size_t)(c.at - c.start), sentence};
    return PARSE_BAD;
}

/* There is no octet at the cursor: not yet, or because of the limit. */
static inline enum parse ran_out(struct cursor c)
{
    return c.at < c.limit
               ? PARSE_MORE
               : bad(c, c.part->too_long_status, c.part->too_long_rule, c.part->too_long);
}

INLINE void set_part(struct cursor *c, const struct part *part, const char *limit,
                     const char *data_end)
{
    c->part = part;
    c->limit = limit;
    c->end = limit < data_end ? limit : data_end;
}

INLINE void skip(struct cursor *c, enum octet_class class)
{
    while (c->at < c->end && octet_is(*c->at, class))
        c->at++;
}

static inline enum parse refuse_line_end(struct cursor c)
{
    c.at += c.at < c.end && *c.at == '\r';
    return c.at == c.end ? ran_out(c) : bad(c, 400, c.part->line_end_rule, c.part->line_end);
}

INLINE enum parse take_line_end(struct cursor *c)
{
    if (c->end - c->at < 2 || memcmp(c->at, "\r\n", 2) != 0)
        return refuse_line_end(*c);
    c->at += 2;
    return PARSE_DONE;
}

/* A trailer section with its empty line, by the rules of field lines; nothing of it is kept (RFC
   9110 §6.5.1). */
NONNULL CHECKED enum parse trailers_parse(struct cursor *c, const char *data_end);

#endif
