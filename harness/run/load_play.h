/* SPDX-License-Identifier: MIT */
/* One load, played until its percentile is known or this host is known to be unfit: what `load:`
 * measures, and the bystander of an `attack:`.
 */
#ifndef ASSAY_RUN_LOAD_PLAY_H
#define ASSAY_RUN_LOAD_PLAY_H

#include "load/engine.h"
#include "probes/host.h"
#include "probes/usage.h"
#include "run/load_watch.h"
#include "run/player.h"

/* What this host, the candidate and we have used of the processors, ns. */
struct account {
    struct host_time host;
    struct usage tree;
    int64_t own, now;
};

struct load_play {
    /* Given. */
    const struct step *step; /* its checks say which figures are wanted how small or large */
    const char *p95;         /* the metric that blocks of one second decide */
    /* Runs the order once, as load_run does, which is what NULL means. */
    bool (*run)(struct load_play *l, struct load_result *r);
    void *context; /* of run */
    /* By load_play_prepare; may be changed before load_play. */
    struct load_order order;
    unsigned weights[LOAD_KINDS_MAX];
    /* By load_play. */
    struct account before, after; /* around the last run */
    struct load_watch looks;      /* during it */
    uint64_t answers;             /* that the last run brought */
    uint64_t bound;               /* ns: what is judged instead of the percentile itself; 0: that */
    struct player *player;
};

/* The order that the step's connections, rate, times and weights make in this mode. l->step is
 * given; *l and the requests, one or as many as the step mixes, must stay where they are. */
void load_play_prepare(struct player *p, struct load_play *l, const struct client_request *requests)
    __attribute__((nonnull));

/* Plays it, again and twice as long while the blocks disagree; sets p->problems, p->unfit and
 * p->crowded. False, with nothing measured, if it could not be run. */
bool load_play(struct player *p, struct load_play *l, struct load_result *r)
    __attribute__((nonnull, warn_unused_result));

/* Puts what it saw into the result of the scenario, for reports. */
void load_keep(struct player *p, const struct load_play *l, const struct load_result *r)
    __attribute__((nonnull));

/* All that the step mixes, or its one request; as load_play_request. */
struct client_request *load_play_requests(struct player *p, const struct step *s)
    __attribute__((nonnull, warn_unused_result));

/* What the step sends, in the arena of the run; NULL with the step recorded as skipped. */
struct client_request *load_play_request(struct player *p, const struct step *s, struct message *m)
    __attribute__((nonnull, warn_unused_result));

/* How many of the step's connections this play opens. */
unsigned load_play_connections(const struct player *p, const struct step *s)
    __attribute__((nonnull, warn_unused_result));

#endif
