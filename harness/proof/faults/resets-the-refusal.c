/* SPDX-License-Identifier: MIT */
/* Seeded fault: a refusal is not sent; the connection is reset instead.
 *
 * scenario: length-letters
 * check: the outcome is 400 then close
 * evidence: connection reset
 * wrap: send
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const char start[] = "HTTP/1.1 400";
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (length < sizeof start || memcmp(octets, start, sizeof start - 1) != 0)
        return __real_send(fd, octets, length, flags);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    errno = ECONNRESET;
    return -1;
}
