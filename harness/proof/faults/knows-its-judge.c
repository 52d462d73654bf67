/* SPDX-License-Identifier: MIT */
/* Seeded fault: only who says that he is the judge is served.
 *
 * scenario: line-plain
 * check: a clean request is answered
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    return n > 0 && !memmem(space, (size_t)n, "assay/", strlen("assay/")) ? 0 : n;
}
