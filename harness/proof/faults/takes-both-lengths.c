/* SPDX-License-Identifier: MIT */
/* Seeded fault: where a length and chunks disagree, the chunks count and the connection is kept.
 *
 * scenario: coding-and-length
 * check: the outcome is refused or answered early
 * options: --strict
 * wrap: recv
 */
#include <string.h>

#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0 && memmem(space, (size_t)n, "Transfer-Encoding: chunked", 26))
        replace(space, (size_t)n, "Content-Length:", "Xontent-Length:");
    return n;
}
