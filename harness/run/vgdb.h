/* SPDX-License-Identifier: MIT */
/* Asks living processes of a candidate that run under valgrind, through vgdb(1).
 *
 * To be heard by a process that waits, vgdb interrupts its system call. Some answer with EINTR, and
 * some servers do not expect that: so nobody may be judged by what happens in such a run.
 */
#ifndef ASSAY_RUN_VGDB_H
#define ASSAY_RUN_VGDB_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/memory.h"
#include "run/ground.h"

enum { VGDB_PROCESSES_MAX = 32, VGDB_WORDS_MAX = 8 };

struct vgdb {
    const char *program; /* NULL: it is not installed */
    const struct ground *ground;
    struct arena *arena;
};

void vgdb_init(struct vgdb *v, const struct ground *ground, struct arena *a)
    __attribute__((nonnull));

/* The living processes that can be asked; at most VGDB_PROCESSES_MAX. */
size_t vgdb_processes(const struct vgdb *v, pid_t pids[VGDB_PROCESSES_MAX])
    __attribute__((nonnull, warn_unused_result));

/* What process `pid` answers to a command of words (NULL-terminated); NULL if it does not until the
 * deadline. */
const char *vgdb_ask(const struct vgdb *v, pid_t pid, const char *const *words, int64_t deadline)
    __attribute__((nonnull, warn_unused_result));

#endif
