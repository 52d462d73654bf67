/* SPDX-License-Identifier: MIT */
/* Seeded fault: a request line of 4 KiB is the end of the connection.
 *
 * scenario: limit-target-7500
 * check: the outcome is accepted
 * options: --strict
 * wrap: recv
 */
#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    static size_t lines[1024];
    size_t line = lines[fd % 1024], longest = 0;
    ssize_t n = __real_recv(fd, space, room, flags);
    for (ssize_t i = 0; i < n; i++) {
        line = ((char *)space)[i] == '\n' ? 0 : line + 1;
        longest = line > longest ? line : longest;
    }
    lines[fd % 1024] = longest > 4096 ? 0 : line;
    return n > 0 && longest > 4096 ? 0 : n;
}
