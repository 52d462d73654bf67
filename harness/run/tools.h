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

/* Who looks, and what for. */
enum tool_purpose {
    TOOL_JUDGE = 0, /* reports of a process land in {workdir}/valgrind.PID.xml, callgrind.PID.out */
    TOOL_LOCATE     /* memcheck may be asked while the candidate lives, through TOOL_VGDB_PREFIX; it
                       knows who opened which descriptor, and writes {workdir}/valgrind.PID.log */
};

/* Pipes that it is asked through: {workdir}/PREFIX-from-vgdb-to-PID-... */
#define TOOL_VGDB_PREFIX "vgdb-pipe"

/* The command line with valgrind in front; templates, NULL-terminated. The program to execute is
 * stored in *program. As it is in native mode. */
const char *const *tool_command(enum mode mode, enum tool_purpose purpose, const char *const *argv,
                                const char **program, struct arena *a)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Time limits are so many times longer. */
double tool_scale(enum mode mode) __attribute__((warn_unused_result));

#endif
