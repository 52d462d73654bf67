/* SPDX-License-Identifier: MIT */
/* Seeded fault: a read that brings next to nothing costs three milliseconds of everybody's time.
 *
 * scenario: slow-head
 * check: bystander p95 < 100ms
 * wrap: recv
 */
#include <sys/socket.h>
#include <time.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    static const struct timespec pause = {.tv_nsec = 3000000};
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0 && n < 8)
        nanosleep(&pause, NULL);
    return n;
}
