/* SPDX-License-Identifier: MIT */
/* Seeded fault: several threads count in one number, each with a plain read and a plain write. Who
 * wrote between the two is lost, which is seldom: a short load sees nothing of it.
 *
 * scenario: exact-counter
 * check: json .value == ${after}
 * wrap: counter_post engine_find
 */
#include "engines/engine.h"
#include "handlers/site.h"

#include <sched.h>

const struct engine *__real_engine_find(const char *name, char why[LIMIT_WHY]);
const struct engine *__wrap_engine_find(const char *name, char why[LIMIT_WHY]);
enum handled __wrap_counter_post(struct exchange *x);

const struct engine *__wrap_engine_find(const char *name, char why[LIMIT_WHY])
{
    (void)name;
    return __real_engine_find("epoll-threads", why);
}

enum handled __wrap_counter_post(struct exchange *x)
{
    atomic_ullong *counter = &site_of(x)->shared->counter;
    unsigned long long value = atomic_load_explicit(counter, memory_order_relaxed) + 1;
    enum handled handled = answer_json(x, "{\"value\":%llu}\n", value);
    sched_yield();
    atomic_store_explicit(counter, value, memory_order_relaxed);
    return handled;
}
