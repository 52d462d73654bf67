/* SPDX-License-Identifier: MIT */
/* Seeded fault: a descriptor stays open with every request that is refused.
 *
 * scenario: content-length
 * check: descriptors are back at their baseline
 * evidence: /dev/null
 * wrap: send
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const char start[] = "HTTP/1.1 400";
    if (length >= sizeof start && memcmp(octets, start, sizeof start - 1) == 0)
        (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    return __real_send(fd, octets, length, flags);
}
