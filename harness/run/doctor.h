/* SPDX-License-Identifier: MIT */
/* What this host permits: tools, limits and quiet that a run needs, and what is lost without each.
 */
#ifndef ASSAY_RUN_DOCTOR_H
#define ASSAY_RUN_DOCTOR_H

#include "base/memory.h"

enum doctor_grade {
    DOCTOR_FINE = 0,
    DOCTOR_LESS,   /* runs go on without it, and say so: a column or a check is missing */
    DOCTOR_NOTHING /* no run at all */
};

struct doctor_finding {
    enum doctor_grade grade;
    const char *what;   /* that was looked at: "valgrind" */
    const char *seen;   /* in words: "3.19.0" */
    const char *remedy; /* what is lost, and what to do; NULL if all is fine */
};

/* Looks at everything and returns the findings in `a`, *count of them; takes half a second.
 * `programs` is the folder of assay's own executable. */
const struct doctor_finding *doctor_examine(const char *programs, struct arena *a, size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
