/* SPDX-License-Identifier: MIT */
/* Brings a candidate to the point where it can be judged: started, and one request answered.
 *
 * Ready means that one request was answered, not that a connection was taken: the kernel takes
 * connections that nobody accepts.
 */
#ifndef ASSAY_RUN_START_H
#define ASSAY_RUN_START_H

#include "candidate/launch.h"
#include "candidate/profile.h"
#include "run/ground.h"

struct running;

struct start_order {
    const struct profile *profile;
    const char *program;     /* absolute path */
    const char *programs;    /* {bindir} */
    const struct user *user; /* as whom; NULL: as ourselves */
    const char *const *argv; /* templates with {port}, {docroot}, {workdir}; NULL-terminated */
    const char *const *instruments; /* "NAME=value" that win over the profile's; NULL-terminated */
    double scale;                   /* of time limits */
    int64_t deadline;               /* of the run */
};

/* Starts it on the ground and waits until it is ready. False with *why: FAILURE_USAGE (cannot be
 * executed), FAILURE_CANDIDATE (exits, never listens, listens elsewhere, never answers; its last
 * words are quoted), FAILURE_HARNESS (the port is a stranger's). The caller releases `c` whenever
 * c->output is not NULL. */
bool start(struct candidate *c, const struct start_order *order, const struct ground *ground,
           struct arena *a, struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Of a server that runs already: takes it for the candidate and asks until one request is answered.
 * False with FAILURE_CANDIDATE, or FAILURE_HARNESS on an interrupt. */
bool start_watching(struct candidate *c, const struct running *r, const struct start_order *order,
                    const struct ground *ground, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
