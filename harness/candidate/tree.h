/* SPDX-License-Identifier: MIT */
/* The process tree of a candidate: everything that descends from the harness, since the harness is
 * a subreaper and starts nothing else meanwhile. Daemons that fork twice stay ours. Of a server
 * that others started it is a process and what descends from it; such a tree is only ever read.
 *
 * A process is a pid and its start time: pids are reused, the pair is not.
 */
#ifndef ASSAY_CANDIDATE_TREE_H
#define ASSAY_CANDIDATE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { TREE_MAX = 4096 }; /* processes looked at; a fork bomb beyond that is killed in rounds */

struct process {
    pid_t pid, parent;
    uint64_t started; /* clock ticks since boot, proc(5) field 22 */
    char state;       /* proc(5): R S D Z T ... */
    char name[32];    /* as the kernel has it; under valgrind the program that it runs */
};

struct tree {
    struct process items[TREE_MAX];
    size_t count;
};

/* Makes orphans of the candidate children of this process. Call before anything is started. */
void tree_adopt_orphans(void);

/* Fills t with the living descendants of the calling process (zombies are left out) in order of
 * pid. Never fails: what vanishes meanwhile is not in it. */
void tree_read(struct tree *t) __attribute__((nonnull));

/* The same of a process that others started, itself included; nothing if it has ended. */
void tree_read_from(struct tree *t, pid_t root, uint64_t started) __attribute__((nonnull));

/* How many descendants have ended without that their parent asked; orphans are not among them,
 * since they are ours to ask. */
size_t tree_zombies(void) __attribute__((warn_unused_result));

/* The same below a process that others started, whose own children count, too. */
size_t tree_zombies_from(pid_t root, uint64_t started) __attribute__((warn_unused_result));

/* Whether that process was in it when it was read. */
bool tree_holds(const struct tree *t, pid_t pid) __attribute__((nonnull, warn_unused_result));

/* When that process started, proc(5) field 22; 0 if it is not there, or a zombie. */
uint64_t tree_started(pid_t pid) __attribute__((warn_unused_result));

/* True while that very process is there, and no zombie. */
bool tree_has(pid_t pid, uint64_t started) __attribute__((warn_unused_result));

/* Sends SIGKILL to every descendant and reaps them, in rounds until none is left or two seconds
 * have passed. */
void tree_kill(void);

/* The same, but for these children and what descends from them. */
void tree_kill_but(const pid_t *spared, size_t count);

/* Reaps descendants that have ended, except `keep` (0: none). */
void tree_reap(pid_t keep);

#endif
