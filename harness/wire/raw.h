/* SPDX-License-Identifier: MIT */
/* A TCP connection to the candidate on which exactly the given octets travel.
 *
 * Every wait has a deadline (monotonic ns) and ends early on an interrupt. Octets that arrive after
 * a complete response stay in `received` for the next one.
 */
#ifndef ASSAY_WIRE_RAW_H
#define ASSAY_WIRE_RAW_H

#include "wire/endpoint.h"
#include "wire/exchange.h"

enum { RAW_UNREAD_MAX = 64 * 1024 * 1024 }; /* unread octets kept, against a server that floods */

struct raw {
    int fd;                /* -1 when closed by us */
    struct bytes received; /* read from the socket, not yet consumed by a response */
    bool eof, reset;       /* how the peer ended it; eof also after a reset */
    int64_t last_octet;    /* when the last octet or the end arrived; the connect time at first */
    int64_t ended_at;      /* when eof or reset was seen */
};

/* Connects to it. Nothing to release unless CONNECT_ACCEPTED. */
enum connect_outcome raw_open(struct raw *r, const struct endpoint *to, int64_t deadline)
    __attribute__((nonnull, warn_unused_result));

/* As raw_open, over a thin line: the smallest window and the smallest segments, so that the kernels
 * of both sides hold some ten KiB of what is not read, and not megabytes. */
enum connect_outcome raw_open_thin(struct raw *r, const struct endpoint *to, int64_t deadline)
    __attribute__((nonnull, warn_unused_result));

/* Sends all of it; false if the peer ended the connection or the deadline passed. */
bool raw_send(struct raw *r, const void *octets, size_t length, int64_t deadline)
    __attribute__((nonnull(1), warn_unused_result));

/* How octets leave: a piece ends before each of the `cuts` (ascending places), and after every
 * `drip` octets (0: no such end); between two pieces lies `pause` (ns). */
struct raw_pieces {
    const size_t *cuts;
    size_t cut_count;
    size_t drip;
    int64_t pause;
};

/* Sends them so; takes in what comes meanwhile. False as raw_send. */
bool raw_send_pieces(struct raw *r, const char *octets, size_t length, const struct raw_pieces *how,
                     int64_t deadline) __attribute__((nonnull(1, 4), warn_unused_result));

/* FIN after what was sent; reading goes on. */
void raw_half_close(struct raw *r) __attribute__((nonnull));

/* Reads until x->reply is complete or bad, the peer ends the connection or the deadline passes, and
 * fills x: answered, elapsed since `started`, problem, transcript. */
void raw_receive(struct raw *r, struct exchange *x, int64_t started, int64_t deadline)
    __attribute__((nonnull));

/* Waits until the peer ends the connection or the deadline passes; fills x->ended, reset, closed
 * (ns since `since`). Octets that arrive meanwhile are kept in `received`. */
void raw_watch(struct raw *r, struct exchange *x, int64_t since, int64_t deadline)
    __attribute__((nonnull));

/* Reads what is there, without waiting, into `received`. False if nothing new was: no octet, no
 * end. For whoever waits for many connections at once. */
bool raw_take(struct raw *r) __attribute__((nonnull, warn_unused_result));

void raw_close(struct raw *r) __attribute__((nonnull));

#endif
