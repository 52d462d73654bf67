/* SPDX-License-Identifier: MIT */
/* Buffers that end at an unreadable page: reading one octet too far crashes at once. */
#ifndef ASSAY_TESTS_GUARD_H
#define ASSAY_TESTS_GUARD_H

#include <stddef.h>

struct guard {
    char *map;
    size_t size;
    char *data; /* `length` octets; the page behind them cannot be read */
};

/* Copies the octets; data is NULL if the system gave no pages. */
struct guard guard_open(const void *octets, size_t length) __attribute__((warn_unused_result));
void guard_close(struct guard *g) __attribute__((nonnull));

#endif
