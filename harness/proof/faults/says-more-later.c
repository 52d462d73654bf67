/* SPDX-License-Identifier: MIT */
/* Seeded fault: three octets come a millisecond after each answer that is sent at once.
 *
 * scenario: later-octets
 * check: body is complete
 * wrap: send
 */
#include <string.h>
#include <sys/socket.h>
#include <time.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const struct timespec moment = {.tv_nsec = 1000000};
    ssize_t sent = __real_send(fd, octets, length, flags);
    if (sent > 8 && memcmp(octets, "HTTP/1.1", 8) == 0) {
        nanosleep(&moment, NULL);
        (void)__real_send(fd, "XYZ", 3, flags);
    }
    return sent;
}
