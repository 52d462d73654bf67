/* SPDX-License-Identifier: MIT */
/* Seeded fault: an answer that something is not there is sent twice.
 *
 * scenario: target-not-there
 * check: the outcome is 404
 * evidence: 404
 * wrap: send
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const char start[] = "HTTP/1.1 404";
    if (length > sizeof start && memcmp(octets, start, sizeof start - 1) == 0)
        (void)!__real_send(fd, octets, length, flags);
    return __real_send(fd, octets, length, flags);
}
