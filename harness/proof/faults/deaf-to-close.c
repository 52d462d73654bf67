/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client that says that the connection ends is not heard.
 *
 * scenario: connection-close
 * check: the outcome is 200 then close
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "Connection: close", "Connection: xlose");
    return n;
}
