/* SPDX-License-Identifier: MIT */
/* Seeded fault: every tenth octet that comes alone is lost.
 *
 * scenario: drip
 * check: status == 200
 * wrap: recv
 */
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    static unsigned alone;
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n == 1 && ++alone % 10 == 0)
        return __real_recv(fd, space, room, flags);
    return n;
}
