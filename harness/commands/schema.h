/* SPDX-License-Identifier: MIT */
/* The word table as JSON Schema (draft-07, which editors support best). */
#ifndef ASSAY_COMMANDS_SCHEMA_H
#define ASSAY_COMMANDS_SCHEMA_H

#include <stdbool.h>
#include <stdio.h>

/* Of `kind` "scenario" or "candidate"; false, and nothing is printed, for any other. The schema
 * refuses nothing that `assay lint` takes; what only the readers know, it lets pass. */
bool schema_print(FILE *out, const char *kind) __attribute__((nonnull, warn_unused_result));

#endif
