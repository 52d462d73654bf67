/* SPDX-License-Identifier: MIT */
/* Seeded fault: a carriage return alone ends a line.
 *
 * scenario: ends-cr-everywhere
 * check: the outcome is refused
 * wrap: recv
 */
#include "replace.h"

/* Reads half of what there is room for, and puts an LF behind each CR that has none. */
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    char *octets = space;
    ssize_t n = __real_recv(fd, space, room / 2, flags);
    for (ssize_t i = 0; i < n; i++) {
        if (octets[i] != '\r' || (i + 1 < n && octets[i + 1] == '\n'))
            continue;
        memmove(octets + i + 2, octets + i + 1, (size_t)(n - i - 1));
        octets[++i] = '\n';
        n++;
    }
    return n;
}
