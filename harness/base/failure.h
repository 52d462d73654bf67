/* SPDX-License-Identifier: MIT */
/* What went wrong for the user: a code, a sentence, where. The first failure wins and stays.
 *
 * Verdicts on the candidate are not failures (oracle/verdict.h), our own mistakes are asserts.
 * A function that can fail takes `struct failure *why` last, fills it once and prints nothing.
 */
#ifndef ASSAY_BASE_FAILURE_H
#define ASSAY_BASE_FAILURE_H

#include <stdbool.h>
#include <stdarg.h>

enum { FAILURE_SENTENCE_MAX = 4096 }; /* room for a sentence and a log tail of a few lines */

enum failure_code {
    FAILURE_NONE = 0,
    FAILURE_USAGE,    /* the command line or a file the user wrote: exit status 2 */
    FAILURE_SCENARIO, /* a scenario or candidate file is wrong: exit status 2 */
    FAILURE_HARNESS,  /* this machine or the harness itself: exit status 4 */
    FAILURE_TIME, /* the run was to last no longer (--max-time): nobody's fault, exit status 3 */
    FAILURE_CANDIDATE /* the candidate cannot be judged at all: exit status 1 */
};

struct failure {
    enum failure_code code;
    char sentence[FAILURE_SENTENCE_MAX]; /* complete, says what to do; no newline at the end */
};

/* Records the first failure; later ones are dropped. Always returns false, so that a caller can
 * `return failure_set(why, ...)`. */
bool failure_set(struct failure *why, enum failure_code code, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));

#endif
