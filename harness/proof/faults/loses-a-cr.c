/* SPDX-License-Identifier: MIT */
/* Seeded fault: a carriage return that ends a read is lost.
 *
 * scenario: pieces
 * check: status == 200
 * wrap: recv
 */
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    const char *octets = space;
    ssize_t n = __real_recv(fd, space, room, flags);
    return n > 1 && octets[n - 1] == '\r' ? n - 1 : n;
}
