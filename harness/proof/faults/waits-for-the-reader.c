/* SPDX-License-Identifier: MIT */
/* Seeded fault: whoever does not take an answer as fast as it comes is waited for.
 *
 * scenario: slow-read
 * check: bystander errors == 0
 * wrap: send
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    const char *rest = octets;
    size_t left = length;
    while (left > 0) {
        ssize_t n = __real_send(fd, rest, left, flags);
        if (n == -1 && errno != EAGAIN)
            return -1;
        rest += n > 0 ? n : 0;
        left -= n > 0 ? (size_t)n : 0;
        if (left > 0)
            poll(&room, 1, -1);
    }
    return (ssize_t)length;
}
