/* SPDX-License-Identifier: MIT */
/* What kind of program a file is, as far as it decides which instrument can see into it (elf(5)).
 */
#ifndef ASSAY_CANDIDATE_BINARY_H
#define ASSAY_CANDIDATE_BINARY_H

#include <stdbool.h>

struct binary {
    bool is_elf;       /* else a script, or nothing that this looks into */
    bool is_static;    /* no dynamic loader: nothing can be put in front of its malloc */
    bool is_sanitized; /* built with a sanitizer of gcc or clang: it watches itself */
};

/* Never fails: what cannot be read is not ELF. */
struct binary binary_look(const char *path) __attribute__((nonnull, warn_unused_result));

#endif
