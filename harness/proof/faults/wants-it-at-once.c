/* SPDX-License-Identifier: MIT */
/* Seeded fault: a read must bring the end of a head, else the connection is closed.
 *
 * scenario: line-plain
 * check: the outcome does not depend on how the octets arrive
 * evidence: octet by octet
 * wrap: recv
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n <= 0 || memmem(space, (size_t)n, "\r\n\r\n", 4))
        return n;
    errno = ECONNRESET;
    return -1;
}
