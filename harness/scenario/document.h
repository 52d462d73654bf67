/* SPDX-License-Identifier: MIT */
/* The top level of a scenario file -> struct scenario. Inner door of the loader.
 */
#ifndef ASSAY_SCENARIO_DOCUMENT_H
#define ASSAY_SCENARIO_DOCUMENT_H

#include "scenario/steps.h"

/* Fills `out`; what is wrong is complained of. The caller counts the complaints and releases the
 * steps. */
void document_read(struct draft *d, const struct yaml_node *root, struct scenario *out)
    __attribute__((nonnull));

#endif
