/* SPDX-License-Identifier: MIT */
/* What valgrind's callgrind wrote about one process (Callgrind Format Specification, version 1). */
#ifndef ASSAY_PROBES_CALLGRIND_H
#define ASSAY_PROBES_CALLGRIND_H

#include <stdbool.h>
#include <stdint.h>

/* The instructions (event Ir) that the process executed in all. False if the file cannot be read,
 * or ends before its sum: the process was killed. */
bool callgrind_read(const char *path, uint64_t *instructions)
    __attribute__((nonnull, warn_unused_result));

#endif
