/* SPDX-License-Identifier: MIT */
/* Seeded fault: who was stopped for a while forgets who had asked meanwhile.
 *
 * scenario: stopped
 * check: status == 200
 * wrap: poll
 */
#include "engines/engine.h"

int __real_poll(struct pollfd *p, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *p, nfds_t count, int timeout_ms);

/* A round that took longer than it was to: all connections are thought to be dead. */
int __wrap_poll(struct pollfd *p, nfds_t count, int timeout_ms)
{
    static uint64_t last;
    int ready = __real_poll(p, count, timeout_ms < 100 && timeout_ms >= 0 ? timeout_ms : 100);
    uint64_t now = clock_now().ms;
    for (nfds_t i = 0; last != 0 && now > last + 400 && i < count; i++) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        if (getpeername(p[i].fd, (struct sockaddr *)&peer, &length) == 0)
            shutdown(p[i].fd, SHUT_RDWR);
    }
    last = now;
    return ready;
}
