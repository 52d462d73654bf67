/* SPDX-License-Identifier: MIT */
/* Seeded fault: an answer without content says how long it is.
 *
 * scenario: statuses
 * check: header Content-Length is absent
 * wrap: send
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const char line[] = "HTTP/1.1 204 No Content\r\n", field[] = "Content-Length: 0\r\n";
    const size_t first = sizeof line - 1;
    if (length <= first || memcmp(octets, line, first) != 0)
        return __real_send(fd, octets, length, flags);
    (void)!__real_send(fd, line, first, flags | MSG_MORE);
    (void)!__real_send(fd, field, sizeof field - 1, flags | MSG_MORE);
    ssize_t n = __real_send(fd, (const char *)octets + first, length - first, flags);
    return n == -1 ? n : n + (ssize_t)first;
}
