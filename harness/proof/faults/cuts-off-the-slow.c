/* SPDX-License-Identifier: MIT */
/* Seeded fault: who sends a single octet is taken for an attacker at once.
 *
 * scenario: slow-head
 * check: attackers cut off == 0
 * options: --strict
 * wrap: recv
 */
#include <errno.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n != 1)
        return n;
    errno = ECONNRESET;
    return -1;
}
