/* SPDX-License-Identifier: MIT */
/* Seeded fault: every fiftieth answer is not sent, its connection is closed instead.
 *
 * scenario: connections-100
 * check: errors == 0
 * also: load-ab: errors == 0
 * also: answer: connections lost == 0
 * also: connection: errors == 0
 * also: file: connections lost == 0
 * wrap: send
 */
#include <errno.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static unsigned sent;
    if (++sent % 50 != 0)
        return __real_send(fd, octets, length, flags);
    errno = EPIPE;
    return -1;
}
