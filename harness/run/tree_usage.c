/* SPDX-License-Identifier: MIT */
/* Probes know processes, not trees. */
#include "run/tree_usage.h"

struct usage tree_usage(const struct tree *t)
{
    struct usage u = {0};
    for (size_t i = 0; i < t->count; i++)
        usage_add(&u, t->items[i].pid);
    return u;
}
