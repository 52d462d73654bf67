/* SPDX-License-Identifier: MIT */
/*
 * Chains of calls to back ends, written as functions that look as if they waited. A chain is run
 * from its start whenever a call has ended: what it asked before is not asked again but told. So it
 * may branch and loop, and a chain of chains is a function that calls functions. A chain that has
 * come to its result ends early: calls that are still under way are cancelled. Its state belongs to
 * the request, and goes with it.
 */
#ifndef HANDLERS_CHAIN_H
#define HANDLERS_CHAIN_H

#include "handlers/site.h"

enum backend {
    BACKEND_AUTH = 0,
    BACKEND_FRIENDS,
    BACKEND_USERINFO,
    BACKEND_CACHE_1,
    BACKEND_CACHE_2,
    BACKEND_CACHE_3,
};

/* How a call, or a chain of them, stands. */
struct outcome {
    unsigned status;  /* 0: it is under way; 200: well; 403 or 404: a back end refuses, or has no
                         such thing; 502, 503 or 504: there was no reply */
    const char *who;  /* back end, unless it is under way */
    const char *why;  /* constant text, likewise */
    struct span body; /* of the reply; lives as long as the request */
};

/* Asks the back end for `target` if it has not been asked yet. `target` is short. */
NONNULL struct outcome chain_ask(struct exchange *x, enum backend backend, struct span target);

/* Of two side by side: well when both are; it has failed as soon as one has. */
struct outcome chain_both(struct outcome a, struct outcome b);

/* What the handler returns for an outcome that is not to be served: it waits, or it refuses. */
NONNULL enum handled chain_refuse(struct exchange *x, struct outcome o);

#endif
