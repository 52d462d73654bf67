/* SPDX-License-Identifier: MIT */
/* What fuzzing found, as scenario files that fail on this server. */
#ifndef ASSAY_COMMANDS_FUZZ_FILES_H
#define ASSAY_COMMANDS_FUZZ_FILES_H

#include <stdio.h>

#include "hunt/hunt.h"

struct fuzz_model {
    const char *candidate; /* as the user named it */
    const char *other;     /* of --against, or NULL */
    const char *again;     /* the command that repeats it */
    const char *server; /* as the command line of assay run has it, in front of which a file goes */
    const char *reports; /* folder */
    const char *schemas; /* folder of the JSON Schemas, absolute */
    uint64_t seed;
    size_t corpus;
    int signal; /* that ended it early; 0: none */
    const struct hunt_result *result;
};

/* Octets as `bytes:` takes them, in single quotes. */
void fuzz_write_octets(FILE *out, const struct span *octets) __attribute__((nonnull));

/* "fuzz-crash-1": of the file, without .yaml, and the beginning of the ids in it. */
void fuzz_finding_name(char *out, size_t size, const struct hunt_result *r, size_t at)
    __attribute__((nonnull));

/* The scenario of a finding: its inputs as raw cases, and a clean request behind them. */
void fuzz_write_scenario(FILE *out, const struct fuzz_model *m, size_t at) __attribute__((nonnull));

/* The scenario of a difference: the octets, and what either server made of them. */
void fuzz_write_difference(FILE *out, const struct fuzz_model *m, size_t at)
    __attribute__((nonnull));

#endif
