/* SPDX-License-Identifier: MIT */
/* Seeded fault: all caches are asked at once, whichever has it.
 *
 * scenario: cache
 * check: call cache-3 == 0
 * wrap: chain_ask
 */
#include "handlers/chain.h"

struct outcome __real_chain_ask(struct exchange *x, enum backend backend, struct span target);
struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target);

struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target)
{
    for (enum backend b = BACKEND_CACHE_1; backend == BACKEND_CACHE_1 && b <= BACKEND_CACHE_3; b++)
        (void)__real_chain_ask(x, b, target);
    return __real_chain_ask(x, backend, target);
}
