/* SPDX-License-Identifier: MIT */
/* Seeded fault: HEAD is answered as if it were GET.
 *
 * scenario: method-head
 * check: the outcome is accepted
 * wrap: recv
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 5 && memcmp(space, "HEAD ", 5) == 0) {
        memmove(space, (char *)space + 1, (size_t)--n);
        memcpy(space, "GET", 3);
    }
    return n;
}
