/* SPDX-License-Identifier: MIT */
/* The word table as JSON Schema (draft-07, which editors support best), and run.json. */
#ifndef ASSAY_COMMANDS_SCHEMA_H
#define ASSAY_COMMANDS_SCHEMA_H

#include <stdbool.h>
#include <stdio.h>

/* Of `kind` "scenario", "candidate" or "run"; false, and nothing is printed, for any other. The
 * first two refuse nothing that `assay lint` takes; what only the readers know, they let pass. */
bool schema_print(FILE *out, const char *kind) __attribute__((nonnull, warn_unused_result));

#endif
