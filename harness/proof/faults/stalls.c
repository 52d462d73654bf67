/* SPDX-License-Identifier: MIT */
/* Seeded fault: the whole server pauses for 300 ms every second.
 *
 * scenario: connections-100
 * check: latency p95 < 10ms
 * wrap: poll
 */
#include <poll.h>
#include <stdint.h>
#include <time.h>

int __real_poll(struct pollfd *watched, nfds_t count, int limit);
int __wrap_poll(struct pollfd *watched, nfds_t count, int limit);

int __wrap_poll(struct pollfd *watched, nfds_t count, int limit)
{
    static time_t second;
    const struct timespec pause = {.tv_nsec = 300000000};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec != second)
        nanosleep(&pause, NULL);
    second = now.tv_sec;
    return __real_poll(watched, count, limit);
}
