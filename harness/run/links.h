/* SPDX-License-Identifier: MIT */
/* Named connections of a scenario and the responses that are still due on each.
 *
 * Responses come in the order of their requests (RFC 9112 section 9.3.2), so to join the second the
 * first is read too and kept for its own join.
 */
#ifndef ASSAY_RUN_LINKS_H
#define ASSAY_RUN_LINKS_H

#include "wire/raw.h"

struct pending {
    const char *background; /* name to join by; NULL for the step being played */
    struct exchange *x;
    int64_t started;
    bool received;
};

enum { LINK_PENDING_MAX = 256, LINKS_MAX = 1024 };

struct link {
    const char *name; /* NULL: unnamed, closed by the step that opened it */
    unsigned level;   /* of nested repeats in which it was opened */
    bool open;
    struct raw raw;
    struct pending *queue; /* in order of the requests */
    size_t pending_count, pending_room;
    struct link *next;
};

struct links {
    struct link *first;
    struct arena *arena; /* borrowed */
    size_t count;
};

void links_init(struct links *l, struct arena *arena) __attribute__((nonnull));

struct link *links_find(const struct links *l, const char *name) __attribute__((nonnull));

/* Whether octets lie there although every response that was due has come: nobody asked for
 * them. */
bool links_unasked(const struct link *k) __attribute__((nonnull, warn_unused_result));

/* A new connection; NULL with x->connect and x->problem saying why not. */
struct link *links_open(struct links *l, const char *name, unsigned level,
                        const struct endpoint *to, int64_t deadline, struct exchange *x)
    __attribute__((nonnull(1, 4, 6), warn_unused_result));

/* Notes that a response is due; false if too many are. */
bool links_expect(struct links *l, struct link *link, const struct pending *p)
    __attribute__((nonnull, warn_unused_result));

/* Reads responses in order up to and with that one. */
void links_receive(struct link *link, struct exchange *until, int64_t deadline)
    __attribute__((nonnull));

/* The connection on which a background response of that name is due, and which. */
struct link *links_find_background(const struct links *l, const char *background,
                                   struct pending **found) __attribute__((nonnull));

/* Closes one; closes all that were opened at `level` or deeper. */
void links_close(struct links *l, struct link *link) __attribute__((nonnull));
void links_close_level(struct links *l, unsigned level) __attribute__((nonnull));

#endif
