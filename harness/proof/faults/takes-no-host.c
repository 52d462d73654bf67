/* SPDX-License-Identifier: MIT */
/* Seeded fault: a request of HTTP/1.1 needs no Host.
 *
 * scenario: host-missing
 * check: the outcome is 400
 * options: --strict
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, " HTTP/1.1\r\n\r\n", " HTTP/1.0\r\n\r\n");
    return n;
}
