/* SPDX-License-Identifier: MIT */
/* The names that a scenario has made so far, in order: variables, connections, and responses that
 * are pending in the background. What is made inside a repeat: ends with it.
 */
#ifndef ASSAY_SCENARIO_SCOPE_H
#define ASSAY_SCENARIO_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

enum scope_kind { SCOPE_VARIABLE = 0, SCOPE_CONNECTION, SCOPE_BACKGROUND, SCOPE_KINDS };

struct scope {
    struct arena *arena; /* borrowed */
    struct scope_list {
        const char **names;
        size_t count, capacity;
    } lists[SCOPE_KINDS];
};

/* How much is known at one point. */
struct scope_mark {
    size_t counts[SCOPE_KINDS];
};

void scope_init(struct scope *s, struct arena *a) __attribute__((nonnull));
void scope_add(struct scope *s, enum scope_kind kind, const char *name) __attribute__((nonnull));
bool scope_has(const struct scope *s, enum scope_kind kind, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* Forgets one name, such as a background that was joined. */
void scope_remove(struct scope *s, enum scope_kind kind, const char *name) __attribute__((nonnull));

/* The name nearest to `name`, also among `others` (ended by NULL, or NULL); or NULL. */
const char *scope_nearest(const struct scope *s, enum scope_kind kind, const char *name,
                          const char *const *others)
    __attribute__((nonnull(1, 3), warn_unused_result));

struct scope_mark scope_mark(const struct scope *s) __attribute__((nonnull, warn_unused_result));
void scope_rewind(struct scope *s, struct scope_mark mark) __attribute__((nonnull));

#endif
