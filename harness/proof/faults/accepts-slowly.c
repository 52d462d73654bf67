/* SPDX-License-Identifier: MIT */
/* Seeded fault: newcomers are taken in one by one, a hundred in a second.
 *
 * scenario: backlog
 * check: errors == 0
 * wrap: accept4
 */
#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

int __real_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);
int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);

int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags)
{
    static int64_t next;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (ms < next) {
        errno = EAGAIN;
        return -1;
    }
    next = ms + 10;
    return __real_accept4(listener, from, size, flags);
}
