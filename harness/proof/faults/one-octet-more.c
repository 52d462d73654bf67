/* SPDX-License-Identifier: MIT */
/* Seeded fault: an octet that belongs to no answer follows every answer.
 *
 * scenario: keep-alive
 * check: status == 200
 * wrap: send
 */
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    ssize_t n = __real_send(fd, octets, length, flags);
    if (n == (ssize_t)length)
        (void)!__real_send(fd, "!", 1, flags);
    return n;
}
