/* SPDX-License-Identifier: MIT */
/* What a process tree has used, all of its processes together.
 */
#ifndef ASSAY_RUN_TREE_USAGE_H
#define ASSAY_RUN_TREE_USAGE_H

#include "candidate/tree.h"
#include "probes/usage.h"

struct usage tree_usage(const struct tree *t) __attribute__((nonnull, warn_unused_result));

#endif
