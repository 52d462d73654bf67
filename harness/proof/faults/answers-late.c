/* SPDX-License-Identifier: MIT */
/* Seeded fault: every answer comes 30 ms late.
 *
 * scenario: load-words
 * check: latency p50 < 20ms
 * also: load-words: latency p90 < 20ms
 * also: load-words: latency p99.9 < 20ms
 * also: load-words: latency max < 20ms
 * also: load-words: service p95 < 20ms
 * also: load-words: service p99 < 20ms
 * wrap: send
 */
#include <sys/socket.h>
#include <time.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    const struct timespec late = {.tv_nsec = 30000000};
    nanosleep(&late, NULL);
    return __real_send(fd, octets, length, flags);
}
