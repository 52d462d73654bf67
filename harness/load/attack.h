/* SPDX-License-Identifier: MIT */
/* Many clients that hold their connections up: they say what they have to say one octet at a time
 * and never to its end, or read what they are told one sip at a time, or not at all.
 *
 * They live in a thread of their own, so that the caller can look meanwhile how others fare.
 */
#ifndef ASSAY_LOAD_ATTACK_H
#define ASSAY_LOAD_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/endpoint.h"

enum attack_habit {
    ATTACK_DRIPS = 0, /* sends an octet now and then */
    ATTACK_SIPS,      /* reads a few octets now and then */
    ATTACK_MUTE       /* asks, and never reads */
};

enum { ATTACK_SIP = 64 /* octets that are read at a time */ };

struct attack_order {
    const struct endpoint *to; /* borrowed until attack_end */
    enum attack_habit habit;
    unsigned connections;
    const char *octets; /* borrowed until attack_end; what is said */
    size_t length;
    size_t at_once;     /* so many of them are said when a connection is open, the rest drips */
    const char *filler; /* DRIPS: drips behind them, over and over; borrowed, not empty */
    uint64_t most;      /* DRIPS: octets that drip on one connection; then it stays silent */
    int64_t every;      /* ns from one move of an attacker to its next one; they take turns; 0: they
                           never move */
    int64_t duration;   /* ns after which they are counted */
    int64_t deadline;   /* of opening all connections */
};

/* How they stood after the duration, or at the end if that came first. Who never reads takes what
 * is left of the answer at the end: a close waits behind octets that nobody took. */
struct attack_result {
    unsigned connected; /* by the kernel of the server's host */
    unsigned failed;    /* this side could not even try: out of ports or descriptors */
    unsigned held;      /* still connected, request or answer not at its end */
    unsigned cut_off;   /* refused, or ended by the peer as far as can be seen from here */
    unsigned answered;  /* SIPS, MUTE: the whole answer is here, so nobody is held up by it */
    double busy;        /* share of one core that they used */
};

struct attack;

/* Opens the connections, one after the other, and sends what is said at once; then they go on by
 * themselves until attack_end. NULL if there could be no thread. */
struct attack *attack_begin(const struct attack_order *order)
    __attribute__((nonnull, warn_unused_result));

/* Closes all connections and frees it. */
void attack_end(struct attack *a, struct attack_result *result) __attribute__((nonnull));

#endif
