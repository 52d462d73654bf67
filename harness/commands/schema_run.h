/* SPDX-License-Identifier: MIT */
/* run.json as JSON Schema (draft-07), for whoever reads it by program. */
#ifndef ASSAY_COMMANDS_SCHEMA_RUN_H
#define ASSAY_COMMANDS_SCHEMA_RUN_H

#include <stdio.h>

/* It refuses nothing that `assay run` writes, and lets pass members that it does not know. */
void schema_run_print(FILE *out) __attribute__((nonnull));

#endif
