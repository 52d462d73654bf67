/* SPDX-License-Identifier: MIT */
/* Seeded fault: octets that are not there yet are taken for the end of the connection.
 *
 * scenario: receive-again
 * check: errors == 0
 * options: --strict
 * wrap: recv
 */
#include <errno.h>

#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    return n == -1 && errno == EAGAIN ? 0 : n;
}
