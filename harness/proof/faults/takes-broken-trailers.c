/* SPDX-License-Identifier: MIT */
/* Seeded fault: what stands behind the last chunk is not looked at.
 *
 * scenario: trailer-no-colon
 * check: the outcome is refused or answered early
 * options: --strict
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "nonsense", "non: sen");
    return n;
}
