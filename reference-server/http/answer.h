/* SPDX-License-Identifier: MIT */
/*
 * An answer as handlers fill it in, and the writer of its head. Pure: no I/O, no clock (the time of
 * `Date` is an argument). Must not know connections; it is told whether they stay.
 *
 * Handlers set status, fields and body; the writer adds the status line, Date, Content-Length and
 * Connection. A body is either a span (borrowed until the exchange is done) or a pull function.
 */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include "http/fault.h"
#include "http/limits.h"

#include <sys/types.h>

/* Puts up to `room` (> 0) octets of the body into `space`. Returns how many; 0 or less means that
   the body cannot be completed, and the connection is cut so that nobody takes it for whole. */
struct answer_source {
    ssize_t (*pull)(void *context, char *space, size_t room);
    void *context;
};

struct answer {
    unsigned status;
    bool close;       /* the connection ends after this answer */
    struct span body; /* used when source.pull is NULL */
    uint64_t length;  /* octets of the body, whichever kind it is */
    struct answer_source source;
    struct text fields; /* writes into field_space */
    char field_space[LIMIT_ANSWER_FIELDS];
    char note[LIMIT_ANSWER_NOTE];
};

NONNULL void answer_init(struct answer *a);

/* Adds a field line. False if LIMIT_ANSWER_FIELDS has no room for it: then nothing was added. */
NONNULL bool answer_field(struct answer *a, const char *name, struct span value);

/* A status with a body in memory; `type` may be NULL when there is no body. */
__attribute__((nonnull(1))) void answer_bytes(struct answer *a, unsigned status, const char *type,
                                              struct span body);

/* A status with a body of `length` octets that is pulled when there is room for it. */
__attribute__((nonnull(1))) void answer_pulled(struct answer *a, unsigned status, uint64_t length,
                                               struct answer_source source);

/* A short text answer: "404 Not Found: sentence". The sentence is copied. */
NONNULL void answer_error(struct answer *a, unsigned status, const char *sentence);

/* The answer to a fault of the request: its place and rule in words, and the end of the connection.
 */
NONNULL void answer_fault(struct answer *a, const struct fault *fault);

/* Whether an answer of that status can have a body at all (RFC 9112 §6.3). */
bool answer_has_body(unsigned status);

struct answer_terms {
    unsigned minor; /* of the request: its version decides the status line and Connection */
    bool keep;      /* the connection stays after this answer */
    int64_t wall;   /* for Date, seconds since 1970 */
};

/* Writes the head with its empty line. `room` must be LIMIT_ANSWER_HEAD or more. */
NONNULL size_t answer_write_head(const struct answer *a, struct answer_terms terms, char *space,
                                 size_t room);

#endif
