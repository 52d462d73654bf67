/* SPDX-License-Identifier: MIT */
/* Load on many kept connections (load/lines.h), every response verified, by one thread or several.
 *
 * Closed model (rate 0): each connection asks again as soon as it has its answer. Open model:
 * requests leave at planned moments, and latency counts from the planned one, so that a server that
 * stalls is charged with everybody who had to wait (the coordinated omission of closed loops).
 * Service time, from the moment of sending, is kept beside it.
 */
#ifndef ASSAY_LOAD_ENGINE_H
#define ASSAY_LOAD_ENGINE_H

#include "load/histogram.h"
#include "load/lines.h"

enum {
    LOAD_CONNECTIONS_MAX = 10000, /* descriptors of one process */
    LOAD_THREADS_MAX = 64,
    LOAD_BLOCKS_MAX = 120,  /* one-second blocks kept apart; later ones share the last */
    LOAD_PROBLEMS_KEPT = 3, /* sentences about the first errors */
    LOAD_KINDS_MAX = 16,    /* requests that a load mixes */
    LOAD_DEPTH_MAX = 64     /* answers that a server may owe on one connection */
};

struct load_order {
    const struct client_request *asks; /* all to one server; their deadlines are not used */
    const unsigned *weights;           /* how often each of them; of a single one not used */
    unsigned kinds;                    /* of requests: 1 to LOAD_KINDS_MAX */
    unsigned connections;
    unsigned threads;     /* that share them; 0 is 1, and no more than connections are used */
    unsigned depth;       /* requests that leave at once on a connection, in the closed model; 1 to
                             LOAD_DEPTH_MAX, and no more than the lines can */
    double rate;          /* requests per second; 0: closed model */
    uint64_t requests;    /* in all, each connection's first one included, so at least as many as
                             connections; 0: as many as fit into the duration */
    int64_t duration;     /* ns of measuring; used if requests is 0 */
    int64_t warm_up;      /* ns before measuring, answers are verified but not counted */
    int64_t answer_limit; /* ns that one answer may take */
    uint64_t late;        /* ns from which on an answer is a late one of its second */
    int64_t deadline;     /* monotonic ns for all of it */
    /* Says whether a complete response to that kind of request is as it should be. One thread at a
       time. */
    bool (*verify)(void *context, unsigned kind, struct exchange *x);
    /* Hears at the end how often the octets of a response that verify took came again; NULL: verify
       reads all. */
    void (*again)(void *context, unsigned kind, uint64_t times);
    void *context;
    const struct lines_kind *lines; /* NULL: lines_raw */
};

struct load_block {
    unsigned second; /* of measuring, from 0; one without any answer has no block */
    uint64_t requests;
    uint64_t errors;        /* since the block before */
    uint64_t p50, p95, p99; /* ns, from the planned moment */
    uint64_t late;          /* answers that took as long as the order says, or longer */
};

struct load_result {
    struct histogram latency;  /* ns from the planned moment to the last octet */
    struct histogram service;  /* ns from sending to the last octet */
    struct histogram lateness; /* ns from the planned moment to sending, where a connection was idle
                                  all that time: this host's doing, not the candidate's */
    uint64_t answered;         /* counted in the histograms; verified ones */
    uint64_t errors;           /* no complete answer, or one that verify refused; all phases */
    uint64_t sent;             /* requests, all phases */
    uint64_t unsent;           /* ordered or planned within the duration, and never sent */
    unsigned lost;             /* kept connections that were gone when used again; not what stood
                                  idle while this host kept this side from running */
    unsigned first_answers;    /* connections answered while all of them were open */
    uint64_t slowest;          /* answers of the connection that had the fewest */
    int64_t elapsed;           /* ns of measuring */
    int64_t longest_gap;       /* ns of it without any good answer, while one was waited for */
    double busy;               /* share of one core that the busiest thread used meanwhile */
    bool interrupted;
    char unable[160]; /* why this side could not go on, and ended early: no fault of the server */
    struct load_block blocks[LOAD_BLOCKS_MAX];
    unsigned block_count;
    char problems[LOAD_PROBLEMS_KEPT][256];
    unsigned problem_count;
};

/* Runs it; *result is large, keep it off the stack. False only if the kernel or libcurl refused to
 * begin. */
bool load_run(const struct load_order *order, struct load_result *result)
    __attribute__((nonnull, warn_unused_result));

#endif
