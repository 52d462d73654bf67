/* SPDX-License-Identifier: MIT */
/* As whom a candidate runs: root that judges a stranger's server need not lend it root's rights.
 */
#ifndef ASSAY_CANDIDATE_USER_H
#define ASSAY_CANDIDATE_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/failure.h"
#include "base/memory.h"

enum { USER_GROUPS_MAX = 64 };

struct user {
    const char *name, *home;
    uid_t id;
    gid_t groups[USER_GROUPS_MAX]; /* the first is its own */
    int group_count;
};

/* By name or number, from the system's tables. FAILURE_USAGE: there is none, or we may not become
 * somebody else. */
bool user_find(struct user *u, const char *name, struct arena *a, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* For good; async-signal-safe. False with errno. */
bool user_become(const struct user *u) __attribute__((nonnull, warn_unused_result));

#endif
