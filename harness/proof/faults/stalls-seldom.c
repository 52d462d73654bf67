/* SPDX-License-Identifier: MIT */
/* Seeded fault: the whole server pauses for 200 ms every five seconds. Who asks again only when the
 * answer has come sees one slow request for each connection; who asks when it is time sees all.
 *
 * scenario: load-open
 * check: latency p99 < 50ms
 * also: load-open: longest gap < 100ms
 * options: --strict
 * wrap: poll
 */
#include <poll.h>
#include <stdint.h>
#include <time.h>

int __real_poll(struct pollfd *watched, nfds_t count, int limit);
int __wrap_poll(struct pollfd *watched, nfds_t count, int limit);

int __wrap_poll(struct pollfd *watched, nfds_t count, int limit)
{
    static time_t last;
    const struct timespec pause = {.tv_nsec = 200000000};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (last == 0)
        last = now.tv_sec;
    if (now.tv_sec >= last + 5) {
        last = now.tv_sec;
        nanosleep(&pause, NULL);
    }
    return __real_poll(watched, count, limit);
}
