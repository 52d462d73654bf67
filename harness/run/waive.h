/* SPDX-License-Identifier: MIT */
/* What a candidate is not judged on, with the reason in words. NULL: it is judged. */
#ifndef ASSAY_RUN_WAIVE_H
#define ASSAY_RUN_WAIVE_H

#include "run/run.h"

/* The first of these capabilities that is waived, or an extra that is not offered. */
const char *waive_needs(const struct profile *p, const struct name_list *needs, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

const char *waive_scenario(const struct profile *p, const char *id, struct arena *a)
    __attribute__((nonnull, warn_unused_result));
const char *waive_step(const struct profile *p, const char *name, struct arena *a)
    __attribute__((nonnull, warn_unused_result));
const char *waive_check(const struct profile *p, const char *text, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

/* All waivers of the plan's candidate as sentences of result->waivers. One that no scenario, step
 * or check of the plan or the result goes by says so: it is a slip of the pen, or out of date. */
void waive_describe(const struct run_plan *plan, struct run_result *result, struct arena *a)
    __attribute__((nonnull));

#endif
