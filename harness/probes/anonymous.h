/* SPDX-License-Identifier: MIT */
/* Memory that is a process's own and no file's, exact to the page: smaps_rollup of proc(5). */
#ifndef ASSAY_PROBES_ANONYMOUS_H
#define ASSAY_PROBES_ANONYMOUS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Adds what is resident or swapped out, in octets. False: it has ended, or may not be looked at. */
bool anonymous_add(pid_t pid, uint64_t *octets) __attribute__((nonnull, warn_unused_result));

#endif
