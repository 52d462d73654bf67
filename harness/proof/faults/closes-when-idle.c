/* SPDX-License-Identifier: MIT */
/* Seeded fault: after every fiftieth answer the connection is closed, and nobody was told. A client
 * that connects again in silence hides this, so connections are counted.
 *
 * scenario: connections-100
 * check: connections lost == 0
 * wrap: send
 */
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static unsigned sent;
    ssize_t n = __real_send(fd, octets, length, flags);
    if (++sent % 50 == 0)
        shutdown(fd, SHUT_RDWR);
    return n;
}
