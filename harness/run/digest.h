/* SPDX-License-Identifier: MIT */
/* Which binary was judged. */
#ifndef ASSAY_RUN_DIGEST_H
#define ASSAY_RUN_DIGEST_H

#include "base/memory.h"

/* SHA-256 of a file in hex (FIPS 180-4), in `a`; NULL if it cannot be read. */
const char *digest_file(const char *path, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

#endif
