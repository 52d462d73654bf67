/* SPDX-License-Identifier: MIT */
/*
 * A request: its head, request line and field lines, parsed from a buffer into spans, and where its
 * body ends. Pure functions: the same octets give the same result, at once or in pieces. They must
 * not know where octets come from or what they are answered with.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "http/limits.h"
#include "http/text.h"

/* What a refused request is told: the first rule that it broke, and where. */
struct fault {
    unsigned status;      /* to answer with */
    const char *rule;     /* the document and section that was broken; constant text */
    size_t offset;        /* where, in octets from the start of the head */
    const char *sentence; /* why, in words; constant text */
};

enum parse {
    PARSE_DONE = 0, /* whole */
    PARSE_MORE,     /* nothing wrong so far, but it has not ended */
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

/* The fields that this server acts on: recognised once, while they are read. */
enum name {
    NAME_OTHER = 0,
    NAME_CONNECTION,
    NAME_CONTENT_LENGTH,
    NAME_CONTENT_TYPE,
    NAME_EXPECT,
    NAME_HOST,
    NAME_IF_MATCH,
    NAME_IF_MODIFIED_SINCE,
    NAME_IF_NONE_MATCH,
    NAME_IF_RANGE,
    NAME_IF_UNMODIFIED_SINCE,
    NAME_RANGE,
    NAME_TRANSFER_ENCODING,
    NAME_X_REQUEST_ID,
    NAME_COUNT,
};

struct field {
    struct span name;
    struct span value; /* without the white space around it */
    enum name id;
};

/* Every span borrows from the parsed buffer. After PARSE_BAD and PARSE_MORE what was read before
   the end is set and the rest is empty. */
struct request {
    enum method method;
    struct span method_text;
    struct span target;    /* as sent */
    struct span path;      /* of origin-form and absolute-form, never empty there, not decoded */
    struct span query;     /* without '?'; not decoded */
    struct span authority; /* of absolute-form and authority-form */
    unsigned minor;        /* 0 for HTTP/1.0, 1 for every later HTTP/1 (RFC 9110 §2.5) */
    size_t length;         /* of the whole head in octets, set by PARSE_DONE */
    unsigned char count[NAME_COUNT]; /* field lines of each name */
    unsigned char first[NAME_COUNT]; /* the index of the first of them */
    size_t field_count;
    struct field fields[LIMIT_FIELDS];
};

/* Reads a head (RFC 9112 §2.1 to §5) from the start of the buffer, one empty line before it
   included. `fault` is set by PARSE_BAD only. */
NONNULL CHECKED enum parse head_parse(const char *data, size_t length, struct request *r,
                                      struct fault *fault);

/* The value of the first field of that name; an empty span with a null pointer if there is none. */
NONNULL struct span request_field(const struct request *r, enum name name);

/* Whether a comma list in any field of that name has an element that matches `wanted`. */
NONNULL bool request_lists(const struct request *r, enum name name,
                           bool matches(struct span element, const char *wanted),
                           const char *wanted);

/* The word for a method, as in `Allow`; METHOD_UNKNOWN has an empty one. */
struct span method_word(enum method method);

enum body_part {
    BODY_DATA = 0, /* octets of a chunk, or of the whole body when it has a length */
    BODY_DATA_END, /* the line end behind a chunk */
    BODY_SIZE,     /* a chunk size with its extensions */
    BODY_TRAILERS,
    BODY_END,
};

struct body {
    enum body_part part; /* that comes next */
    bool chunked;
    uint64_t left;     /* octets of this part's data still to come */
    size_t have;       /* octets of the body so far */
    size_t extensions; /* octets of chunk extensions so far */
};

/* Where the body ends (RFC 9112 §6). PARSE_BAD: the framing is refused, and the connection must
   close, because nobody knows where the next request starts. */
NONNULL CHECKED enum parse body_begin(struct body *b, const struct request *r, struct fault *fault);

/* Takes what is there of `length` raw octets and adds the body's own, without the framing of chunks
   (§7.1), to those at `to`, which may overlap `raw` from before; at most LIMIT_BODY in all. `used`
   says how many were taken: what is left is to be shown again with more behind it. */
NONNULL CHECKED enum parse body_take(struct body *b, const char *raw, size_t length, size_t *used,
                                     char *to, struct fault *fault);

#endif
