/* SPDX-License-Identifier: MIT */
/* What a raw case may come to, as a case file says it and as the oracle finds it.
 *
 * A term of `outcome:` is a word about the connection (`refused`), a status (`400`, `2xx`), or a
 * status and what becomes of the connection (`400 then close`, `405 then kept`).
 */
#ifndef ASSAY_SCENARIO_OUTCOME_H
#define ASSAY_SCENARIO_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

enum outcome {
    OUTCOME_REFUSED = 0, /* 4xx, 501 or 505 and then a close, or a close without a reply */
    OUTCOME_EARLY,       /* a reply below 400, and then a close without another one */
    OUTCOME_ACCEPTED,    /* a reply below 400, and the connection goes on */
    OUTCOME_DECLINED,    /* 4xx, 501 or 505, and the connection goes on */
    OUTCOME_FAILED,      /* another 5xx */
    OUTCOME_IGNORED,     /* fewer replies than requests, and the connection goes on */
    OUTCOME_HUNG,        /* neither a reply nor a close */
    OUTCOME_RESET,       /* reset before a reply */
    OUTCOME_CRASHED,     /* the candidate ended */
    OUTCOME_SMUGGLED,    /* more replies than requests, or one to another request */
    OUTCOME_GARBLED,     /* what came is no HTTP response */
    OUTCOME_COUNT
};

enum outcome_fate { FATE_ANY = 0, FATE_CLOSE, FATE_KEPT, FATE_COUNT };

struct outcome_term {
    bool is_status; /* low to high, with that fate; else `outcome` */
    enum outcome outcome;
    int low, high;
    enum outcome_fate fate;
};

/* What missing an expected outcome means (RFC 2119). */
enum level { LEVEL_MUST = 0, LEVEL_SHOULD, LEVEL_MAY, LEVEL_COUNT };

/* As they are written, ended by NULL. */
extern const char *const level_names[LEVEL_COUNT + 1];

/* The words that a term may be, ended by NULL. */
const char *const *outcome_words(void) __attribute__((returns_nonnull, warn_unused_result));

/* One line about such a word; NULL if it is none. */
const char *outcome_about(const char *word) __attribute__((nonnull, warn_unused_result));

/* True if a request that is taken may be right: a case without such a term shows something only
 * beside one that is taken. */
bool outcome_may_succeed(const struct outcome_term *terms, size_t count)
    __attribute__((warn_unused_result));

/* Reads one term; false if it is none. */
bool outcome_parse(const char *text, struct outcome_term *out)
    __attribute__((nonnull, warn_unused_result));

#endif
