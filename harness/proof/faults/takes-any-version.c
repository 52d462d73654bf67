/* SPDX-License-Identifier: MIT */
/* Seeded fault: HTTP/2.0 in a request line is read as HTTP/1.1.
 *
 * scenario: version-2-0
 * check: the outcome is refused
 * options: --strict
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "HTTP/2.0", "HTTP/1.1");
    return n;
}
