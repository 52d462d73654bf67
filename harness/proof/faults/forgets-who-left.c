/* SPDX-License-Identifier: MIT */
/* Seeded fault: that a client has closed its side is not noticed.
 *
 * scenario: clients-vanish
 * check: sockets in CLOSE_WAIT == 0
 * wrap: recv
 */
#include <errno.h>

#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n != 0)
        return n;
    errno = EAGAIN;
    return -1;
}
