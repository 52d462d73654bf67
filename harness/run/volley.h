/* SPDX-License-Identifier: MIT */
/* The octets of a raw case on one connection of its own: sent in one of several ways, every reply
 * and the end of the connection seen. Knows nothing of what is right. Private to run/.
 */
#ifndef ASSAY_RUN_VOLLEY_H
#define ASSAY_RUN_VOLLEY_H

#include "oracle/outcomes.h"
#include "run/player.h"

/* How a clean request is answered here: what leads and follow-ups are recognised by. */
struct clean_reply {
    bool known;
    int status;
    bool sized;           /* always as long */
    uint64_t body_octets; /* if so */
    bool marked;          /* it carries the X-Request-Id of its request */
    bool pipelined;       /* two in one write are both answered */
};

struct volley {
    /* Given; borrowed. */
    const struct clean_reply *clean; /* NULL: this volley is to find out */
    const char *octets;
    size_t count;
    struct raw_pieces pieces;
    unsigned requests;
    bool led;        /* a clean request goes before the octets, in one write with them */
    bool half_close; /* and no follow-up */
    bool patient;    /* waits longer for somebody who seems to hang */
    /* Left behind. */
    bool unsent; /* time was up before all octets were sent: nothing is known */
    struct volley_seen seen;
    struct exchange *last; /* the case's own last reply, or what came instead; in the arena */
    const char *evidence;  /* both directions */
};

/* Plays it; `arena` holds what is left behind, until volley_release. */
void volley_play(struct player *p, struct volley *v, struct arena *arena) __attribute__((nonnull));
void volley_release(struct volley *v) __attribute__((nonnull));

/* Asks two clean requests in one write, or one, and learns how they are answered. */
void volley_learn(struct player *p, struct clean_reply *clean) __attribute__((nonnull));

#endif
