/* SPDX-License-Identifier: MIT */
/* What a server may offer, by name. The acceptance contract is required of every candidate; extras
 * are judged only where a candidate file claims them.
 */
#ifndef ASSAY_SCENARIO_CAPABILITIES_H
#define ASSAY_SCENARIO_CAPABILITIES_H

#include <stdbool.h>
#include <stddef.h>

enum { CAPABILITY_OPTIONS = 2 };

struct capability {
    const char *name;
    bool in_contract;
    const char *options[CAPABILITY_OPTIONS]; /* of the command line; NULL where there are fewer */
    const char *explanation;                 /* one line */
};

/* The table, in the order of the documentation. */
const struct capability *capabilities(size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Its row, or NULL. */
const struct capability *capability_find(const char *name)
    __attribute__((nonnull, warn_unused_result));

/* All names, ended by NULL, for `struct known` and "did you mean". */
const char *const *capability_names(void) __attribute__((returns_nonnull, warn_unused_result));

#endif
