/* SPDX-License-Identifier: MIT */
/* The candidate's command line, as it is typed behind --, and words as a shell takes them. */
#ifndef ASSAY_COMMANDS_COMMAND_LINE_H
#define ASSAY_COMMANDS_COMMAND_LINE_H

#include "base/failure.h"
#include "base/memory.h"
#include "candidate/profile.h"

/* The convention of a command line: {port} where the user put it, else --port {port} at its end. */
const char *const *command_with_port(const char *const *argv, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The path of the program that the first word of a command means, which may hold {bindir}, and
 * {filedir} if it stands in the file of that profile; NULL with FAILURE_USAGE. */
const char *command_find_program(const char *word, const struct profile *profile, struct arena *a,
                                 struct failure *why) __attribute__((nonnull, warn_unused_result));

/* A word as a shell needs it: in single quotes if it must be. */
const char *command_quoted(const char *text, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* How many words stand before `--`; *candidate becomes those behind it, ended by NULL, or NULL if
 * there are none. `argv` is ended by NULL. */
int command_split(int argc, char **argv, const char *const **candidate)
    __attribute__((nonnull, warn_unused_result));

/* Says it on stderr, `who` first; returns the exit status for it. */
int command_complain(const char *who, const struct failure *why) __attribute__((nonnull));

#endif
