/* SPDX-License-Identifier: MIT */
/* What a server made of a raw case: from what was seen on one connection to an outcome, and from
 * outcomes to a verdict. Pure.
 *
 * On the connection travel, in this order: perhaps a clean request (the lead), the requests of the
 * case, and a clean request with `Connection: close` (the follow-up), which a server that goes on
 * answers last. Replies come in the order of requests (RFC 9112 section 9.3.2), so a reply too
 * many, or one in the place of another, shows that the two sides disagree where requests end.
 */
#ifndef ASSAY_ORACLE_OUTCOMES_H
#define ASSAY_ORACLE_OUTCOMES_H

#include "oracle/verdict.h"
#include "scenario/outcome.h"

enum { OUTCOME_TEXT_MAX = 120 };

/* What was seen on one connection. */
struct volley_seen {
    unsigned requests; /* of the case itself */
    unsigned replies;  /* final ones, in all */
    int status;        /* of the last one that is not the follow-up's; 0: none */
    bool lead;         /* the first reply is the lead's */
    bool follow_up;    /* the last reply is the follow-up's */
    bool mixed_up;     /* a reply carries the mark of another request */
    bool garbled;      /* what came is no HTTP response */
    bool closed;       /* by the server, also by a reset */
    bool reset;
    bool crashed;
};

/* What one play of a case came to. */
struct outcome_seen {
    enum outcome outcome;
    int status;
    unsigned replies, requests; /* the case's own */
    bool closed;
};

struct outcome_seen outcome_of(const struct volley_seen *seen) __attribute__((nonnull));

/* "refused: 400, then closed". */
void outcome_text(char out[OUTCOME_TEXT_MAX], const struct outcome_seen *o)
    __attribute__((nonnull));

/* True if it is one of the terms. `refused` takes a reset, too: the reply may have been destroyed
 * by it (RFC 9112 section 9.6). */
bool outcome_is_among(const struct outcome_seen *o, const struct outcome_term *terms, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* True if two plays of the same octets, sent differently, came to different things. Where
 * `answered early` is right, it may depend on how much was read when the answer was due. */
bool outcome_moved(const struct outcome_seen *a, const struct outcome_seen *b,
                   const struct outcome_term *terms, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* What an outcome that is none of the terms comes to, PASS if it is only to be noted. A crash
 * always fails; smuggling does whatever the level, unless that is contested. */
enum verdict outcome_miss(const struct outcome_seen *o, enum level level, bool contested)
    __attribute__((nonnull, warn_unused_result));

#endif
