/* SPDX-License-Identifier: MIT */
/* Seeded fault: an interrupted read is taken for the end of what the client says.
 *
 * scenario: receive-fails
 * check: errors == 0
 * wrap: recv
 */
#include <errno.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    return n == -1 && errno == EINTR ? 0 : n;
}
