/* SPDX-License-Identifier: MIT */
/* Seeded fault: a NUL in a request ends the server, and what it leaves behind keeps it from
 * starting again.
 *
 * scenario: line-nul-in-target
 * check: the candidate starts again after a crash
 * wrap: recv listen
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "replace.h"

int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);

int __wrap_listen(int fd, int backlog)
{
    return access("was-here", F_OK) == 0 ? -1 : __real_listen(fd, backlog);
}

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0 && memchr(space, '\0', (size_t)n)) {
        (void)open("was-here", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        abort();
    }
    return n;
}
