/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client that reads no more ends the server.
 *
 * scenario: send-fails
 * check: the candidate is alive at the end
 * evidence: EPIPE (Broken pipe) (INJECTED)
 * wrap: send
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    ssize_t n = __real_send(fd, octets, length, flags);
    if (n == -1 && errno == EPIPE)
        abort();
    return n;
}
