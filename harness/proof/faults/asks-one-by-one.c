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
#include "http/call.h"

struct outcome __real_chain_ask(struct exchange *x, enum backend backend, struct span target);
struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target);

struct outcome __wrap_chain_ask(struct exchange *x, enum backend backend, struct span target)
{
    unsigned replies = 0;
    for (unsigned i = 0; x->calls != NULL && i < LIMIT_CALLS; i++)
        replies += x->calls[i].state == CALL_ENDED;
    if (backend == BACKEND_USERINFO && replies < 2) /* of auth and of the friends */
        return (struct outcome){.status = 0};
    return __real_chain_ask(x, backend, target);
}
