/* SPDX-License-Identifier: MIT */
/* Seeded fault: the handler that waits does it in the only thread, and keeps all the others from
 * it.
 *
 * scenario: head-of-line
 * check: bystander p95 < 100ms
 * wrap: slow_get
 */
#include <time.h>

#include "handlers/site.h"

enum handled __real_slow_get(struct exchange *x);
enum handled __wrap_slow_get(struct exchange *x);

enum handled __wrap_slow_get(struct exchange *x)
{
    const struct timespec some = {.tv_nsec = 50000000};
    nanosleep(&some, NULL);
    return __real_slow_get(x);
}
