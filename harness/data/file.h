/* SPDX-License-Identifier: MIT */
/* Whole files into memory, bounded. For what the user wrote: scenarios, bodies, candidate files.
 */
#ifndef ASSAY_DATA_FILE_H
#define ASSAY_DATA_FILE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/failure.h"

/* Appends the regular file at `path` to `out`, whose cap is the limit: a larger file is refused.
 * False with FAILURE_USAGE and a sentence that names the file. */
bool file_read(struct bytes *out, const char *path, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
