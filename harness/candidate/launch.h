/* SPDX-License-Identifier: MIT */
/* The candidate as a process: started in a session of its own, watched through a pidfd, stopped.
 * One that runs already is watched alone: nothing here signals it or waits for its children.
 *
 * Knows fork, exec and signals; knows no HTTP and no YAML.
 */
#ifndef ASSAY_CANDIDATE_LAUNCH_H
#define ASSAY_CANDIDATE_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "candidate/output.h"
#include "candidate/tree.h"
#include "candidate/user.h"

struct launch {
    const char *program;            /* path given to execve, already resolved */
    const char *const *argv;        /* NULL-terminated */
    const char *const *environment; /* NULL-terminated "NAME=value", added to ours */
    const char *folder;             /* its working directory */
    const struct user *user;        /* as whom; NULL: as ourselves */
    bool beside;                    /* a helper: how others end is none of its business */
};

struct candidate {
    pid_t pid;             /* 0: of a server that runs already, and nobody said which */
    int pidfd;             /* -1 where the kernel has none */
    struct output *output; /* owned; NULL if others started it */
    bool beside;           /* as in its order */
    bool foreign;          /* others started it: `started` holds, and exit_code never */
    uint64_t started;      /* tree.h */
    bool ended;            /* reaped: the two below hold */
    int exit_code;         /* 128 + n when signal n ended it, as shells say */
    int64_t ended_at;      /* when this was noticed, monotonic ns */
};

/* Starts it. False: nothing runs; FAILURE_USAGE when the program cannot be executed. */
bool candidate_start(struct candidate *c, const struct launch *order, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* Takes a server that runs already for the candidate. `pid` 0: it is not known, nothing can be seen
 * of its processes, and it never ends. */
void candidate_watch(struct candidate *c, pid_t pid, uint64_t started) __attribute__((nonnull));

/* True if its processes can be looked for. */
bool candidate_is_known(const struct candidate *c) __attribute__((nonnull, warn_unused_result));

/* Its processes: all that descend from us, or of a server that runs already its main process and
 * what descends from that. Empty if that is not known. */
void candidate_tree(const struct candidate *c, struct tree *t) __attribute__((nonnull));

/* Of them, those that have ended without that their parent asked. */
size_t candidate_zombies(const struct candidate *c) __attribute__((nonnull, warn_unused_result));

/* Waits until the main process has ended or the deadline passed; true if it has ended. A deadline
 * in the past only looks. */
bool candidate_wait(struct candidate *c, int64_t deadline)
    __attribute__((nonnull, warn_unused_result));

/* Sends a signal to the main process; nothing if it has ended, or if others started it. */
void candidate_signal(struct candidate *c, int signal) __attribute__((nonnull));

/* Kills this process and its own session alone, waits for it and frees. For a helper that runs
 * beside the candidate. */
void candidate_kill(struct candidate *c) __attribute__((nonnull));

/* Kills what is left of the tree and frees. A server that ran already goes on. */
void candidate_release(struct candidate *c) __attribute__((nonnull));

/* The path that execvp(3) would use for `name`, in `a`; NULL with *why naming what is wrong. */
const char *candidate_find_program(const char *name, struct arena *a, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
