/* SPDX-License-Identifier: MIT */
/* A strict HTTP/1.1 response reader that performs no I/O (RFC 9112 sections 4 to 7).
 *
 * Bytes in, one final response out. It forgives nothing that the RFC calls an error: a judge that
 * tidies up what it reads cannot say what was sent. Interim responses (1xx) are counted and
 * skipped. Octets after the end of the response are not consumed: they belong to the next one, or
 * to nobody.
 */
#ifndef ASSAY_WIRE_REPLY_H
#define ASSAY_WIRE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"

enum {
    REPLY_HEAD_MAX = 256 * 1024,       /* status line, fields, trailers; nobody has more */
    REPLY_FIELDS_MAX = 1000,           /* field lines in a head or a trailer section */
    REPLY_BODY_KEPT = 64 * 1024 * 1024 /* octets of content kept; more are counted, not kept */
};

enum reply_state {
    REPLY_MORE = 0, /* the response is not complete yet */
    REPLY_DONE,     /* complete and well formed */
    REPLY_BAD       /* not HTTP/1.x, or cut short: see `problem`; sticky */
};

enum reply_framing { /* how the end of the content is known, RFC 9112 section 6.3 */
                     REPLY_NO_CONTENT = 0, /* HEAD, 1xx, 204, 304 */
                     REPLY_LENGTH,
                     REPLY_CHUNKED,
                     REPLY_UNTIL_CLOSE
};

struct reply_field {
    const char *name, *value; /* terminated; value without surrounding blanks */
};

struct reply {
    /* What was read; valid as far as the state says. */
    int status; /* 0 until the status line was read */
    int minor;  /* HTTP/1.minor */
    const char *reason;
    struct reply_field *fields;
    size_t field_count;
    struct reply_field *trailers;
    size_t trailer_count;
    struct bytes body;    /* content, chunking removed */
    uint64_t body_octets; /* all of it, also what was not kept */
    enum reply_framing framing;
    unsigned interim;  /* 1xx responses before this one */
    bool persistent;   /* the head allows another response on this connection */
    char problem[160]; /* for REPLY_BAD: a sentence */
    /* Private. */
    enum reply_state state;
    int step;
    bool to_head;
    uint64_t left;
    size_t head_octets; /* of this head, interim ones before it and the trailers */
    struct bytes line;
    struct arena texts;
    size_t field_room;
};

/* to_head: the request was HEAD, so the response has no content whatever its fields say. */
void reply_init(struct reply *r, bool to_head) __attribute__((nonnull));

/* Takes octets as they come, in any pieces; *used says how many belong to this response. */
enum reply_state reply_feed(struct reply *r, const void *octets, size_t length, size_t *used)
    __attribute__((nonnull(1, 4), warn_unused_result));

/* The peer will send no more. */
enum reply_state reply_eof(struct reply *r) __attribute__((nonnull, warn_unused_result));

/* The value of a field, case-insensitive; repeated ones joined in order with ", " (RFC 9110 5.3).
 * NULL if absent. Lives in `a`. */
const char *reply_field(const struct reply_field *fields, size_t count, const char *name,
                        struct arena *a) __attribute__((nonnull(3, 4), warn_unused_result));

void reply_release(struct reply *r) __attribute__((nonnull));

#endif
