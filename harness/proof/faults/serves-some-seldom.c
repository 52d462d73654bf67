/* SPDX-License-Identifier: MIT */
/* Seeded fault: of every eight connections one is heard only every fortieth time.
 *
 * scenario: load-wrk
 * check: slowest connection > 50% of fair share
 * options: --strict
 * wrap: recv
 */
#include <errno.h>

#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    static unsigned asked;
    if (fd % 8 == 0 && ++asked % 40 != 0) {
        errno = EAGAIN;
        return -1;
    }
    return __real_recv(fd, space, room, flags);
}
