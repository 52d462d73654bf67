/* SPDX-License-Identifier: MIT */
/* Seeded fault: the page is shown to those whom a back end has refused it.
 *
 * scenario: photo
 * check: status == 403
 * wrap: chain_both
 */
#include "handlers/chain.h"

struct outcome __real_chain_both(struct outcome a, struct outcome b);
struct outcome __wrap_chain_both(struct outcome a, struct outcome b);

struct outcome __wrap_chain_both(struct outcome a, struct outcome b)
{
    if (a.status == 403)
        a.status = 200;
    return __real_chain_both(a, b);
}
