/* SPDX-License-Identifier: MIT */
/* From verdicts on scenarios to verdicts on requirements. */
#ifndef ASSAY_RUN_COVER_H
#define ASSAY_RUN_COVER_H

#include "run/run.h"

/* A requirement takes the heaviest verdict of the scenarios that cover it; one that none covers, or
 * that only skipped ones cover, is not covered. */
void cover_requirements(const struct run_plan *plan, struct run_result *result, struct arena *a)
    __attribute__((nonnull));

#endif
