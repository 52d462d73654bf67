/* SPDX-License-Identifier: MIT */
/* Seeded fault: /api/slow answers at once, so a graceful stop has nothing in flight to finish.
 *
 * scenario: graceful-shutdown
 * check: elapsed >= 2450ms
 * wrap: slow_get
 */
#include "handlers/site.h"

enum handled __real_slow_get(struct exchange *x);
enum handled __wrap_slow_get(struct exchange *x);

enum handled __wrap_slow_get(struct exchange *x)
{
    x->event = EXCHANGE_AGAIN;
    return __real_slow_get(x);
}
