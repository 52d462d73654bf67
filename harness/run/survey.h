/* SPDX-License-Identifier: MIT */
/* Asks a server what it offers of the acceptance contract. Judges nobody: what is found is the
 * beginning of a candidate file, which a person goes on with.
 */
#ifndef ASSAY_RUN_SURVEY_H
#define ASSAY_RUN_SURVEY_H

#include "run/run.h"

enum { SURVEY_FINDINGS = 16 }; /* more than the contract has capabilities */

enum survey_answer { SURVEY_OFFERED = 0, SURVEY_MISSING, SURVEY_UNKNOWN };

struct survey_finding {
    const char *capability;
    enum survey_answer answer;
    const char *seen; /* a sentence about what was asked and answered; NULL if offered */
};

struct survey_order {
    struct run_subject subject;
    const char *programs; /* {bindir} */
    const char *fixtures; /* folder that becomes the document root */
    uint64_t seed;
};

struct survey {
    const char *ping;  /* a path that answers GET with 200, or NULL */
    const char *files; /* where the document root is found: "/static", "/"; or NULL */
    struct survey_finding findings[SURVEY_FINDINGS]; /* in the order of the contract */
    size_t count;
    int status;                  /* of GET on `ping`, or on / if there is none */
    int missing;                 /* status of a path that nobody has; 0: none came */
    int head;                    /* status of HEAD on `ping` if it came without a body, else 0 */
    bool kept;                   /* a connection takes a second request */
    const char *stop, *graceful; /* signals; graceful is `stop` if it could not be tried */
    int stop_code;               /* its exit code on `stop`; -1: that did not end it */
    const char *stopped;         /* a sentence: how it ended on them */
};

/* Starts the server, asks, stops it; a few times, until a signal is found on which it ends well.
 * False with *why if it cannot be started or answers nothing (run/start.h), or on an interrupt.
 * Nothing is left running or on disk. Texts live in `a`. */
bool survey_take(const struct survey_order *order, struct survey *s, struct arena *a,
                 struct failure *why) __attribute__((nonnull, warn_unused_result));

#endif
