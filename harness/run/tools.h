/* SPDX-License-Identifier: MIT */
/* The tools of valgrind that a candidate can be started under, one for each mode but native.
 *
 * All of them run one thread at a time and take 10 to 100 times as long, so time is not judged.
 */
#ifndef ASSAY_RUN_TOOLS_H
#define ASSAY_RUN_TOOLS_H

#include "candidate/profile.h"
#include "scenario/scenario.h"

/* Why this program cannot be judged in this mode, in words; NULL if it can. */
const char *tool_unable(enum mode mode, const struct profile *profile, const char *program,
                        struct arena *a) __attribute__((nonnull, warn_unused_result));

/* The command line with valgrind in front; templates, NULL-terminated. The program to execute is
 * stored in *program. As it is in native mode. Reports of a process land in {workdir}, in
 * valgrind.PID.xml or callgrind.PID.out. */
const char *const *tool_command(enum mode mode, const char *const *argv, const char **program,
                                struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Time limits are so many times longer. */
double tool_scale(enum mode mode) __attribute__((warn_unused_result));

#endif
