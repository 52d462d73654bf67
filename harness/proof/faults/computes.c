/* SPDX-License-Identifier: MIT */
/* Seeded fault: each answer costs 20 ms of processor time.
 *
 * scenario: load-words
 * check: cpu per request < 5ms
 * wrap: send
 */
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

static int64_t used(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    int64_t until = used() + 20000000;
    while (used() < until)
        continue;
    return __real_send(fd, octets, length, flags);
}
