/* SPDX-License-Identifier: MIT */
/* Seeded fault: who expects 100-continue is hung up on.
 *
 * scenario: expect-with-body
 * check: the outcome is accepted
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    return n > 0 && memmem(space, (size_t)n, "100-continue", strlen("100-continue")) ? 0 : n;
}
