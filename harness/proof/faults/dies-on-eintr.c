/* SPDX-License-Identifier: MIT */
/* Seeded fault: waiting that a signal interrupts is taken for an error.
 *
 * scenario: wait-fails
 * check: the candidate is alive at the end
 * evidence: (INJECTED)
 * wrap: waiter_wait
 */
#include "engines/loop.h"
#include <unistd.h>

int __real_waiter_wait(struct loop *l, int timeout_ms);
int __wrap_waiter_wait(struct loop *l, int timeout_ms);

int __wrap_waiter_wait(struct loop *l, int timeout_ms)
{
    int count = __real_waiter_wait(l, timeout_ms);
    if (count == -1)
        _exit(1);
    return count;
}
