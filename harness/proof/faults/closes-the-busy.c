/* SPDX-License-Identifier: MIT */
/* Seeded fault: at the maximum of connections a busy one has to go.
 *
 * scenario: max-connections
 * check: status == 200
 * wrap: link_idle
 */
#include "engines/loop.h"

struct link *__wrap_link_idle(const struct loop *l);

struct link *__wrap_link_idle(const struct loop *l)
{
    return link_next(l, NULL);
}
