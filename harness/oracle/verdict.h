/* SPDX-License-Identifier: MIT */
/* The six verdicts and how they add up. Pure.
 *
 * Unknown is never a pass: what could not be judged is inconclusive, what the harness broke is
 * error.
 */
#ifndef ASSAY_ORACLE_VERDICT_H
#define ASSAY_ORACLE_VERDICT_H

#include <stddef.h>

/* In order of weight: a scenario takes the heaviest of its checks. PASS outweighs SKIP: a scenario
 * in which one step was skipped for an extra that is not offered has still been judged by the
 * others. */
enum verdict {
    VERDICT_SKIP = 0, /* waived, not offered, or a tool is missing; the reason says which */
    VERDICT_PASS,
    VERDICT_WARN,         /* a SHOULD was missed; counts as passed unless the run is strict */
    VERDICT_INCONCLUSIVE, /* too little evidence */
    VERDICT_FAIL,
    VERDICT_ERROR, /* the harness or a scenario file broke */
    VERDICT_COUNT
};

enum run_verdict { RUN_ACCEPTED = 0, RUN_REJECTED, RUN_INCOMPLETE, RUN_ERROR, RUN_COUNT };

/* "pass", "fail", ... as run.json has them; upper case for people; and what they mean. */
const char *verdict_name(enum verdict v) __attribute__((returns_nonnull));
const char *verdict_shout(enum verdict v) __attribute__((returns_nonnull));
const char *verdict_about(enum verdict v) __attribute__((returns_nonnull));
const char *run_verdict_name(enum run_verdict v) __attribute__((returns_nonnull));
const char *run_verdict_shout(enum run_verdict v) __attribute__((returns_nonnull));
const char *run_verdict_about(enum run_verdict v) __attribute__((returns_nonnull));

enum verdict verdict_heavier(enum verdict a, enum verdict b);

/* What a statistical failure comes to after fresh plays: two failures stand; one alone is a
 * warning, or inconclusive if any of the others could not be judged. */
enum verdict verdict_repeated(const enum verdict *plays, size_t count) __attribute__((nonnull));

/* What a failure comes to that must show itself in every play: it stands only if all of them fail,
 * else it is inconclusive. */
enum verdict verdict_agreed(const enum verdict *plays, size_t count) __attribute__((nonnull));

/* How often each verdict occurred among scenarios x modes -> the verdict on the run. A failure
 * outweighs an error: a candidate that is known to be bad stays rejected when the harness breaks
 * later. `cut_off`: the run was ended before its time. */
enum run_verdict run_verdict_of(const unsigned counts[VERDICT_COUNT], int cut_off)
    __attribute__((nonnull));

/* Exit status of `assay run`: 0 accepted, 1 rejected, 3 incomplete, 4 error, 5 when nothing ran. */
int run_verdict_status(enum run_verdict v, const unsigned counts[VERDICT_COUNT])
    __attribute__((nonnull));

#endif
