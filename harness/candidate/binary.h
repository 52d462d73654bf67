/* SPDX-License-Identifier: MIT */
/* What kind of program a file is, as far as it decides which instrument can see into it (elf(5)).
 */
#ifndef ASSAY_CANDIDATE_BINARY_H
#define ASSAY_CANDIDATE_BINARY_H

#include <stdbool.h>

enum { BINARY_LOADER_MAX = 128 };

struct binary {
    bool is_elf;       /* else a script, or nothing that this looks into */
    bool is_static;    /* no dynamic loader: nothing can be put in front of its malloc */
    bool is_go;        /* stacks and a heap of its own, which memcheck takes for errors */
    bool is_sanitized; /* built with a sanitizer of gcc or clang: it watches itself */
    bool is_raised;    /* setuid, setgid or with file capabilities: it takes no library of ours */
    char loader[BINARY_LOADER_MAX];      /* path of its dynamic loader, "" if there is none */
    char interpreter[BINARY_LOADER_MAX]; /* of a script, from its first line; "" if there is none */
};

/* Never fails: what cannot be read is not ELF. */
struct binary binary_look(const char *path) __attribute__((nonnull, warn_unused_result));

/* Why no library of ours can be loaded into that program, or NULL if it can. A script is as its
 * interpreter. */
const char *binary_refuses_library(const char *path) __attribute__((nonnull, warn_unused_result));

#endif
