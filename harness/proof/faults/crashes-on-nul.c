/* SPDX-License-Identifier: MIT */
/* Seeded fault: a zero octet ends the server.
 *
 * scenario: line-nul-in-target
 * check: the outcome is refused
 * evidence: exit code 134
 * wrap: recv
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0 && memchr(space, '\0', (size_t)n))
        abort();
    return n;
}
