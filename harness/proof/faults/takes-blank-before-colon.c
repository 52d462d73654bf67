/* SPDX-License-Identifier: MIT */
/* Seeded fault: a blank between the name of a field and its colon is passed over.
 *
 * scenario: field-space-before-colon
 * check: the outcome is 400
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "X-A :", "X-AA:");
    return n;
}
