/* SPDX-License-Identifier: MIT */
/* Seeded fault: the photo page asks for the user only when the friends have replied, so it takes as
 * long as the sum.
 *
 * scenario: photo
 * check: call userinfo overlaps auth
 * also: photo: elapsed < 450ms
 * wrap: chain_ask
 */
#include "handlers/chain.h"

struct outcome __real_chain_ask(struct exchange *x, enum backend backend, struct span target);
struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target);

struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target)
{
    const struct chain *c = chain_of(x);
    bool friends = false;
    for (unsigned i = 0; i < LIMIT_CALLS; i++)
        friends = friends || (c->calls[i].state == CALL_ENDED && c->asked[i] == BACKEND_FRIENDS);
    if (backend == BACKEND_USERINFO && !friends)
        return (struct outcome){.status = 0};
    return __real_chain_ask(x, backend, target);
}
