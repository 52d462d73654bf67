/* SPDX-License-Identifier: MIT */
/* What processes have used of CPU, memory and the scheduler (proc(5) stat, status, task; the
 * kernel's Documentation/scheduler/sched-stats). */
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
    uint64_t descriptors; /* open now, of processes that may be looked at */
    uint64_t threads;     /* that are there now */
    uint64_t voluntary;   /* context switches of these threads so far: they waited for something */
    uint64_t involuntary; /* or their processor was given to others; a thread that ends takes its
                             counts with it */
    int64_t kept;         /* ns in all that these threads could have run and had no processor
                             (schedstat; 0 where the kernel does not count it) */
};

struct usage_kinds {
    uint64_t sockets, files, others; /* files: whatever has a path, folders and devices too */
};

/* Adds the open descriptors of `pid` by kind, at 2 us each. */
void usage_kinds_add(struct usage_kinds *k, pid_t pid) __attribute__((nonnull));

/* Octets of its address space, now and at the most so far; 0 if it has ended. */
uint64_t usage_address_space(pid_t pid) __attribute__((warn_unused_result));
uint64_t usage_peak_address_space(pid_t pid) __attribute__((warn_unused_result));

/* Adds process `pid` to *u; nothing if it has ended. */
void usage_add(struct usage *u, pid_t pid) __attribute__((nonnull));

#endif
