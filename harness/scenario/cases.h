/* SPDX-License-Identifier: MIT */
/* `cases:` of a scenario file -> struct raw_case. Inner door of the loader.
 */
#ifndef ASSAY_SCENARIO_CASES_H
#define ASSAY_SCENARIO_CASES_H

#include "scenario/steps.h"

/* Reads a list of cases into out->cases; what is wrong is complained of, the rest is kept. `usual`:
 * rule, level and contested where a case says nothing. */
void cases_read(struct draft *d, const struct yaml_node *list, const struct raw_case *usual,
                struct scenario *out) __attribute__((nonnull));

/* The values of `rule:` and `level:`, in a case or for all of them; NULL and MUST after a
 * complaint. */
const char *case_rule(struct form *f, const struct yaml_node *value)
    __attribute__((nonnull, warn_unused_result));
enum level case_level(struct form *f, const struct yaml_node *value)
    __attribute__((nonnull, warn_unused_result));

/* An id names folders and anchors of a report. */
bool cases_id_is_fine(const char *id) __attribute__((nonnull, warn_unused_result));

#endif
