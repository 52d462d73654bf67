/* SPDX-License-Identifier: MIT */
/* `stubs:` of a scenario, `stub:` of a step, and what checks may say of calls. Inner door of the
 * loader.
 */
#ifndef ASSAY_SCENARIO_STUBS_H
#define ASSAY_SCENARIO_STUBS_H

#include "scenario/steps.h"

/* Fills the stubs of `out`, and those of the draft, which borrows them. */
void stubs_read(struct draft *d, const struct yaml_node *map, struct scenario *out)
    __attribute__((nonnull));

/* Complains of stubs that the scenario does not have. */
void stubs_check(struct draft *d, const struct yaml_node *node, const struct check *c)
    __attribute__((nonnull));

#endif
