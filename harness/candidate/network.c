/* SPDX-License-Identifier: MIT */
/* unshare(2), two lines about who we are, and loopback up. */
#include "candidate/network.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool written = fd != -1 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    fd_close(&fd);
    return written;
}

/* Our user and group stay what they are; others appear as nobody. */
static bool map_ourselves(uid_t user, gid_t group)
{
    char users[64], groups[64];
    snprintf(users, sizeof users, "%u %u 1", user, user);
    snprintf(groups, sizeof groups, "%u %u 1", group, group);
    return write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/uid_map", users) &&
           write_text("/proc/self/gid_map", groups);
}

bool network_prepare(struct failure *why)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    if (user == 0 || (unshare(CLONE_NEWUSER) == 0 && map_ourselves(user, group)))
        return true;
    return failure_set(why, FAILURE_HARNESS, "no user namespace: %s", strerror(errno));
}

static bool raise_loopback(void)
{
    struct ifreq loopback = {.ifr_name = "lo"};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool up = fd != -1 && ioctl(fd, SIOCGIFFLAGS, &loopback) == 0;
    loopback.ifr_flags |= IFF_UP;
    up = up && ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;
    fd_close(&fd);
    return up;
}

bool network_renew(struct failure *why)
{
    if (unshare(CLONE_NEWNET) == 0 && raise_loopback())
        return true;
    return failure_set(why, FAILURE_HARNESS, "no network namespace: %s", strerror(errno));
}

bool network_is_permitted(struct failure *why)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(network_prepare(why) && network_renew(why) ? 0 : errno ? errno : EPERM);
    if (child == -1 || waitpid(child, &status, 0) != child)
        return failure_set(why, FAILURE_HARNESS, "fork: %s", strerror(errno));
    const char *reason =
        WIFEXITED(status) ? strerror(WEXITSTATUS(status)) : strsignal(WTERMSIG(status));
    return status == 0 ||
           failure_set(why, FAILURE_HARNESS,
                       "this host permits no network of its own to a candidate: %s", reason);
}
