/* SPDX-License-Identifier: MIT */
/* passwd(5) and group(5), asked before the fork. */
#include "candidate/user.h"

#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/words.h"

static const struct passwd *look_up(const char *name)
{
    unsigned long long number = 0;
    const struct passwd *entry = getpwnam(name);
    if (!entry && words_number(name, strlen(name), &number) && number < UINT32_MAX)
        entry = getpwuid((uid_t)number);
    return entry;
}

bool user_find(struct user *u, const char *name, struct arena *a, struct failure *why)
{
    const struct passwd *entry = look_up(name);
    if (!entry)
        return failure_set(why, FAILURE_USAGE, "--user: there is no user '%s' on this host", name);
    if (geteuid() != 0)
        return failure_set(why, FAILURE_USAGE,
                           "--user: only root can start a server as somebody "
                           "else");
    *u = (struct user){.name = arena_copy(a, entry->pw_name, strlen(entry->pw_name)),
                       .home = arena_copy(a, entry->pw_dir, strlen(entry->pw_dir)),
                       .id = entry->pw_uid,
                       .group_count = USER_GROUPS_MAX};
    if (getgrouplist(u->name, entry->pw_gid, u->groups, &u->group_count) == -1)
        return failure_set(why, FAILURE_USAGE, "--user: %s is in more than %d groups", name,
                           USER_GROUPS_MAX);
    return true;
}

bool user_become(const struct user *u)
{
    return setgroups((size_t)u->group_count, u->groups) == 0 &&
           setresgid(u->groups[0], u->groups[0], u->groups[0]) == 0 &&
           setresuid(u->id, u->id, u->id) == 0;
}
