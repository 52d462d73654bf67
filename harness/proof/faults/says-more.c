/* SPDX-License-Identifier: MIT */
/* Seeded fault: three octets come behind every answer that is sent at once.
 *
 * scenario: starts
 * check: body is complete
 * wrap: send
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    char more[4096];
    if (length > sizeof more - 3 || length < 8 || memcmp(octets, "HTTP/1.1", 8) != 0)
        return __real_send(fd, octets, length, flags);
    memcpy(more, octets, length);
    memcpy(more + length, "XYZ", 3);
    ssize_t sent = __real_send(fd, more, length + 3, flags);
    return sent > (ssize_t)length ? (ssize_t)length : sent;
}
