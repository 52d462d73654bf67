/* SPDX-License-Identifier: MIT */
/* Templates: texts that hold ${name}. A `$` that no `{` follows is itself.
 *
 * Built-in names: paths.NAME and signals.NAME of the candidate file, port, docroot, workdir, seed.
 */
#ifndef ASSAY_SCENARIO_VARIABLES_H
#define ASSAY_SCENARIO_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum { VARIABLE_NAME_MAX = 64 };

/* The value of a name, or NULL if it has none. */
typedef const char *variables_lookup(void *context, const char *name);

/* Appends the expansion. False if a name is unknown or the template is malformed: *missing then
 * holds the name, or for `${` without a proper name what follows it. Also false, with *missing
 * empty, if `out` reached its cap. */
bool variables_expand(struct bytes *out, const char *template, size_t length,
                      variables_lookup *lookup, void *context, char *missing, size_t missing_size)
    __attribute__((nonnull(1, 2, 4, 6), warn_unused_result));

/* True if the text holds `${`. */
bool variables_in(const char *text, size_t length) __attribute__((nonnull, warn_unused_result));

/* True for letters, digits, `_`, `-` and `.`, beginning with a letter or `_`. */
bool variables_is_name(const char *name) __attribute__((nonnull, warn_unused_result));

/* The built-in names, ended by NULL. */
const char *const *variables_built_in(void) __attribute__((returns_nonnull, warn_unused_result));

#endif
