/* SPDX-License-Identifier: MIT */
/* The checks that nobody writes: every scenario makes them by itself, where it can. Their texts are
 * what reports show, what a candidate file waives and what `assay explain` explains.
 */
#ifndef ASSAY_SCENARIO_IMPLICIT_H
#define ASSAY_SCENARIO_IMPLICIT_H

enum implicit_check {
    IMPLICIT_READY = 0,
    IMPLICIT_ALIVE,
    IMPLICIT_DESCRIPTORS,
    IMPLICIT_MEMORY,
    IMPLICIT_ZOMBIES,
    IMPLICIT_STOPS,
    IMPLICIT_LEFT,
    IMPLICIT_PORT,
    IMPLICIT_SANITIZER,
    IMPLICIT_ERRORS,
    IMPLICIT_LEAKS,
    IMPLICIT_HELGRIND,
    IMPLICIT_DRD,
    IMPLICIT_COST,
    IMPLICIT_HARM,
    IMPLICIT_ATTACK,
    IMPLICIT_CLEAN_REQUEST,
    IMPLICIT_MOVED,
    IMPLICIT_RESTART,
    IMPLICIT_COUNT
};

const char *implicit_text(enum implicit_check check)
    __attribute__((const, returns_nonnull, warn_unused_result));

/* Where it is made, and what it says of the candidate. */
const char *implicit_where(enum implicit_check check)
    __attribute__((const, returns_nonnull, warn_unused_result));
const char *implicit_about(enum implicit_check check)
    __attribute__((const, returns_nonnull, warn_unused_result));

#endif
