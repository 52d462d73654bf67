/* SPDX-License-Identifier: MIT */
/* A server that runs already, and what cannot be judged of one: who did not start it may not end
 * it, has not put an instrument into it, and may not even know which process it is.
 *
 * Nothing of this applies to a candidate that assay starts: then each of these says NULL.
 */
#ifndef ASSAY_RUN_RUNNING_H
#define ASSAY_RUN_RUNNING_H

#include "candidate/launch.h"
#include "scenario/scenario.h"
#include "wire/endpoint.h"

struct player;

struct running {
    const char *url; /* as the user wrote it */
    struct endpoint server;
    pid_t pid;        /* of its main process; 0: the user did not say */
    uint64_t started; /* tree.h */
};

/* Resolves the URL, and looks whether the process is there and holds a listener on that port, if it
 * can be looked into. False with FAILURE_USAGE. */
bool running_find(struct running *r, const char *url, pid_t pid, struct arena *a,
                  struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Why a scenario is not played in this mode, or NULL. */
const char *running_spares_scenario(const struct running *r, const struct scenario *s,
                                    enum mode mode) __attribute__((nonnull(2)));

/* Why a step is not played, or NULL. What follows it would show nothing, either. */
const char *running_spares_step(const struct player *p, const struct step *s)
    __attribute__((nonnull));

/* Why a check is not judged, or NULL. */
const char *running_spares_check(const struct player *p, const struct check *c)
    __attribute__((nonnull));

/* Why nothing can be said about its processes, or NULL. */
const char *running_spares_audit(const struct player *p) __attribute__((nonnull));

/* What is not judged of it, ended by NULL: sentences for the reports. */
const char *const *running_limits(const struct running *r) __attribute__((returns_nonnull));

/* True if the candidate has ended; a process is given until the deadline. Where none is known: if
 * connections are refused now. */
bool server_is_gone(const struct player *p, int64_t deadline)
    __attribute__((nonnull, warn_unused_result));

#endif
