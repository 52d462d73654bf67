/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client of HTTP/1.0 is taken for one of HTTP/1.1.
 *
 * scenario: http-1.0
 * check: closed within 1s
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "HTTP/1.0", "HTTP/1.1");
    return n;
}
