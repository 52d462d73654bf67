/* SPDX-License-Identifier: MIT */
/* Who traces a process (proc(5) status). */
#ifndef ASSAY_PROBES_TRACING_H
#define ASSAY_PROBES_TRACING_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether `tracer` traces every thread of `pid`; true, too, if that one has ended. */
bool tracing_all(pid_t pid, pid_t tracer) __attribute__((warn_unused_result));

#endif
