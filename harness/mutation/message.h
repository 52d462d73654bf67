/* SPDX-License-Identifier: MIT */
/* Where the lines of a request lie, read as loosely as can be: mutations need places, not truth.
 */
#ifndef ASSAY_MUTATION_MESSAGE_H
#define ASSAY_MUTATION_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

enum { MESSAGE_FIELDS_MAX = 64 };

struct message_line {
    size_t at, length; /* with its line end */
};

struct message {
    struct message_line start;                      /* the request line */
    struct message_line fields[MESSAGE_FIELDS_MAX]; /* field lines, the first ones */
    size_t count;
    size_t body; /* where the content begins */
};

void message_read(struct message *m, const char *octets, size_t length) __attribute__((nonnull(1)));

/* The line that begins there, up to and with its LF, or what is left. */
struct message_line message_line_at(const char *octets, size_t length, size_t at);

/* How many requests a server may at most see in these octets: lines that are no field line, and one
 * more for a server that refuses what it finds behind the last. CR and LF both end a line here. */
unsigned message_requests_most(const char *octets, size_t length)
    __attribute__((warn_unused_result));

/* Whether a server may answer without a head, as HTTP/0.9 had it: the first line names no version.
 */
bool message_is_bare(const char *octets, size_t length) __attribute__((warn_unused_result));

#endif
