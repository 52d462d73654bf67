/* SPDX-License-Identifier: MIT */
/* Seeded fault: a body that comes with GET is run as a request.
 *
 * scenario: smuggle-in-body-of-get
 * check: the outcome is refused or answered early or 2xx or 4xx or 501
 * evidence: 404
 * wrap: recv
 */
#include <string.h>

#include "replace.h"

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 4 && memcmp(space, "GET ", 4) == 0)
        replace(space, (size_t)n, "Content-Length:", "Xontent-Length:");
    return n;
}
