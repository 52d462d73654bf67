/* SPDX-License-Identifier: MIT */
/*
 * The head of a request: request line and field lines, parsed from a buffer into spans.
 * A pure function: the same octets give the same result, at once or in pieces. It must not know
 * where octets come from or what they are answered with.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/fault.h"
#include "http/limits.h"
#include "http/text.h"

enum parse {
    PARSE_DONE = 0, /* the request is whole */
    PARSE_MORE,     /* nothing wrong so far, but the head has not ended */
    PARSE_BAD,      /* it breaks a rule; no further octet can mend it */
};

enum method {
    METHOD_UNKNOWN = 0,
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_PATCH,
    METHOD_TRACE,
    METHOD_COUNT,
};

struct field {
    struct span name;
    struct span value; /* without the white space around it */
};

/* Every span borrows from the parsed buffer. After PARSE_BAD and PARSE_MORE what was read before
   the end is set and the rest is empty. */
struct request {
    enum method method;
    struct span method_text;
    struct span target;    /* as sent */
    struct span path;      /* of origin-form and absolute-form, never empty there, not decoded */
    struct span query;     /* without '?'; not decoded */
    struct span authority; /* of absolute-form */
    unsigned minor;        /* 0 for HTTP/1.0, 1 for every later HTTP/1 (RFC 9110 §2.5) */
    size_t field_count;
    struct field fields[LIMIT_FIELDS];
    size_t length; /* of the whole head in octets, set by PARSE_DONE */
};

/* Reads a head (RFC 9112 §2.1 to §5) from the start of the buffer, one empty line before it
   included. `fault` is set by PARSE_BAD only. */
__attribute__((nonnull, warn_unused_result)) enum parse head_parse(const char *data, size_t length,
                                                                   struct request *r,
                                                                   struct fault *fault);

/* The value of the first field of that name; an empty span with a null pointer if there is none.
   `count` says how many there are and may be NULL. */
__attribute__((nonnull(1, 2))) struct span request_field(const struct request *r, const char *name,
                                                         size_t *count);

/* Whether any field of that name lists the token (comma lists, case-blind). */
__attribute__((nonnull)) bool request_lists(const struct request *r, const char *name,
                                            const char *token);

/* The word for a method, as in `Allow`; METHOD_UNKNOWN has an empty one. */
const char *method_word(enum method method);

#endif
