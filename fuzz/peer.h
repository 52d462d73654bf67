/* SPDX-License-Identifier: MIT */
/*
 * A peer and an engine in one, for fuzzing: it feeds octets to a connection at a given pace, on a
 * clock that stands still, takes the answers and keeps a transcript of all that could be seen from
 * outside. It judges nothing. Behind the connection is a handler that answers every request with a
 * fingerprint of what was parsed, and with a body as long as the request's.
 */
#ifndef FUZZ_PEER_H
#define FUZZ_PEER_H

#include "http/conn.h"

enum {
    PEER_INPUT = 2 * LIMIT_IN, /* octets of input that are played; the rest is left out */
    PEER_OUTPUT =
        16 * PEER_INPUT, /* the shortest request is answered with about 6 times its length */
    PEER_CUTS = 3,
};

struct pace {
    size_t read;            /* octets that one read brings, at most; > 0 */
    size_t write;           /* octets that one write takes, at most; > 0 */
    size_t cuts[PEER_CUTS]; /* offsets that no read reaches across; 0 for none */
    bool late;              /* answers are taken only when nothing else is left to do */
    char stale;             /* what the workspace is full of before the first octet */
};

/* Equal for every pace. */
struct facts {
    size_t left;           /* octets that an open connection did not want */
    unsigned wants;        /* after the last octet */
    unsigned wants_at_end; /* after the end of input */
    uint64_t deadline;     /* after the last octet */
    unsigned requests, refused;
    unsigned finals; /* answers, as counted in the output */
};

/* What was heard. The text is every final answer, equal for every pace, too. */
struct heard {
    char text[PEER_OUTPUT];
    size_t length;
    struct facts facts;
    bool overflow;        /* the output did not fit: more than any input can explain */
    bool outside;         /* space to read into was not within one buffer */
    unsigned begun, done; /* exchanges */
    unsigned asked, interims;
    unsigned closes; /* answers that said so */
    unsigned kept;   /* buffers that did not come back */
};

__attribute__((nonnull(1))) void peer_play(struct heard *h, const char *octets, size_t length,
                                           struct pace pace);

__attribute__((nonnull)) bool peer_heard_same(const struct heard *a, const struct heard *b);

/* Puts the facts behind the text, in words, for whoever is to read them. */
__attribute__((nonnull)) void peer_add_facts(struct heard *h);

/* Of everything that was parsed; two requests that differ anywhere should differ here. */
__attribute__((nonnull)) uint64_t peer_fingerprint(const struct request *r);

/* Whether no octet of s lies outside of the `length` octets at `block`; a span of none lies
 * anywhere. */
bool peer_within(struct span s, const char *block, size_t length);

/* A body of as many dots as there is room for. */
ssize_t peer_pull_dots(void *context, char *space, size_t room);

/* FNV-1a over the octets and their number; `seed` chains calls. */
uint64_t peer_hash(uint64_t seed, struct span s);

#endif
