/* SPDX-License-Identifier: MIT */
/* What processes have used of CPU and memory (proc(5) stat, status). */
#ifndef ASSAY_PROBES_USAGE_H
#define ASSAY_PROBES_USAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct usage {
    int64_t cpu;   /* ns of user and system time since each began, with that of children that it has
                      waited for; grain: a clock tick, 10 ms */
    uint64_t rss;  /* octets resident now, shared pages counted in each process */
    uint64_t peak; /* octets: the sum of each one's largest resident size so far */
};

/* Adds process `pid` to *u; nothing if it has ended. */
void usage_add(struct usage *u, pid_t pid) __attribute__((nonnull));

#endif
