/* SPDX-License-Identifier: MIT */
/* Seeded fault: a length with a zero in front is read as octal.
 *
 * scenario: length-is-decimal
 * check: the outcome is accepted
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "Content-Length: 010", "Content-Length: 008");
    return n;
}
