/* SPDX-License-Identifier: MIT */
/* The reading side of the heap meter (heap/page.h): opens the file that candidates are told of, and
 * says at any instant what a process has taken from its heap and given back.
 */
#ifndef ASSAY_PROBES_HEAP_H
#define ASSAY_PROBES_HEAP_H

#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"

struct heap_page;

struct heap_meter {
    struct heap_page *page; /* mapped; NULL while closed */
};

/* Blocks and their octets, as the allocator sets them aside. */
struct heap_count {
    uint64_t taken, taken_octets;
    int64_t live, live_octets; /* a forked child counts from 0, and may give back its parent's */
};

/* Makes the file, with room on the disk for all of it: a candidate must not die because the disk is
 * full. FAILURE_HARNESS with a sentence if it cannot be made. */
bool heap_meter_open(struct heap_meter *m, const char *path, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* Adds to *out what that process holds. False: it is not metered; it was started without the meter,
 * or an exec of its own dropped it. */
bool heap_meter_add(const struct heap_meter *m, pid_t pid, struct heap_count *out)
    __attribute__((nonnull, warn_unused_result));

/* Adds all that was ever taken, by processes that are gone, too; *out's live counts stay. */
void heap_meter_total(const struct heap_meter *m, struct heap_count *out) __attribute__((nonnull));

void heap_meter_release(struct heap_meter *m) __attribute__((nonnull));

#endif
