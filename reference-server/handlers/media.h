/* SPDX-License-Identifier: MIT */
/*
 * Media types by file extension: a small table of our own, then the system's table if there is one.
 * Knows nothing of requests.
 */
#ifndef HANDLERS_MEDIA_H
#define HANDLERS_MEDIA_H

#include "http/text.h"

struct media {
    char *system; /* owned: the text of the system's table, or NULL */
    size_t length;
};

/* A table that cannot be read is no table. */
NONNULL void media_init(struct media *m, const char *path);
NONNULL void media_release(struct media *m);

/* The type for a file name, case-blind; application/octet-stream if nobody knows better. */
NONNULL struct span media_type(const struct media *m, const char *name);

#endif
