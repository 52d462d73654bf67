/* SPDX-License-Identifier: MIT */
/* What valgrind wrote about one process: errors, leak records and descriptors that were left open,
 * with their stacks (XML protocols 4 to 6, docs/internals/xml-output-protocol4.txt in valgrind's
 * source).
 *
 * Unknown elements are passed over, and a file that ends in the middle (the process was killed)
 * keeps what came before the cut.
 */
#ifndef ASSAY_PROBES_VALGRIND_H
#define ASSAY_PROBES_VALGRIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

enum {
    VALGRIND_RECORDS_MAX = 10000,   /* of one process; valgrind itself stops at 1,000 errors */
    VALGRIND_TEXT_MAX = 1024 * 1024 /* of one element */
};

enum valgrind_sort {
    VALGRIND_ERROR = 0, /* of memory, or a race */
    VALGRIND_LEAK,
    VALGRIND_DESCRIPTOR /* left open, closed twice, used although closed: evidence, no error */
};

struct valgrind_record {
    enum valgrind_sort sort;
    const char *kind;  /* InvalidRead, UninitCondition, Leak_DefinitelyLost, FdNotClosed, ... */
    const char *what;  /* its sentence */
    const char *stack; /* one frame a line: `at function (file.c:12)` */
    uint64_t key;      /* the same for the same kind and stack, also in another run */
    uint64_t bytes, blocks; /* of a leak */
    uint64_t unique;        /* valgrind's own number of it */
    uint64_t count;         /* how often it happened; at least 1 */
    int pid;                /* of a descriptor; 0: not known */
    int fd;                 /* of a descriptor; -1: none */
};

struct valgrind_report {
    int pid, parent;
    struct valgrind_record *records;
    size_t count, capacity;
    bool finished;    /* the process came to its end under valgrind's eyes */
    bool well_formed; /* the file was whole */
};

/* Reads one file; texts live in `a`. False if it cannot be read or holds nothing of valgrind's. */
bool valgrind_read(struct valgrind_report *r, const char *path, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

/* Adds a record, up to VALGRIND_RECORDS_MAX. */
void valgrind_add(struct valgrind_report *r, const struct valgrind_record *record, struct arena *a)
    __attribute__((nonnull));

#endif
