/* SPDX-License-Identifier: MIT */
/*
 * Octets that end exactly where the process's memory ends: reading one too many is a crash.
 */
#ifndef TESTS_GUARD_H
#define TESTS_GUARD_H

#include <stddef.h>

struct guard {
    char *at; /* `length` octets, then a page that nobody may touch */
    size_t length;
    void *pages;
    size_t pages_length;
};

struct guard guard_copy(const void *octets, size_t length);
void guard_free(struct guard *g);

#endif
