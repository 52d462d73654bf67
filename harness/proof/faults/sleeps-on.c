/* SPDX-License-Identifier: MIT */
/* Seeded fault: who was stopped for a while forgets who had asked meanwhile.
 *
 * scenario: stopped
 * check: status == 200
 * wrap: waiter_wait
 */
#include "engines/loop.h"

int __real_waiter_wait(struct loop *l, int timeout_ms);
int __wrap_waiter_wait(struct loop *l, int timeout_ms);

/* A round that took longer than it was to: all connections are thought to be dead. */
int __wrap_waiter_wait(struct loop *l, int timeout_ms)
{
    static uint64_t last;
    int count = __real_waiter_wait(l, timeout_ms < 100 && timeout_ms >= 0 ? timeout_ms : 100);
    uint64_t now = clock_now().ms;
    for (struct link *link = NULL; last != 0 && now > last + 400;) {
        link = link_next(l, link);
        if (link == NULL)
            break;
        link_close(l, link);
    }
    last = now;
    return count;
}
