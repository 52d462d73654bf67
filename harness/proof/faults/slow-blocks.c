/* SPDX-License-Identifier: MIT */
/* Seeded fault: /api/slow sleeps in the thread that serves everybody.
 *
 * scenario: graceful-shutdown
 * check: elapsed < 500ms
 * wrap: slow_get
 */
#include <poll.h>

#include "handlers/site.h"

enum handled __real_slow_get(struct exchange *x);
enum handled __wrap_slow_get(struct exchange *x);

enum handled __wrap_slow_get(struct exchange *x)
{
    uint64_t begun = x->now.ms;
    enum handled said = __real_slow_get(x);
    if (said != HANDLED_LATER)
        return said;
    poll(NULL, 0, (int)(x->wake - begun));
    x->event = EXCHANGE_AGAIN;
    return __real_slow_get(x);
}
