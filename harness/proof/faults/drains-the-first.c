/* SPDX-License-Identifier: MIT */
/* Seeded fault: a graceful stop tells the first connection that it meets, and no other.
 *
 * scenario: stop-with-news
 * check: closed within 1s
 * wrap: conn_drain
 */
#include "http/conn.h"

void __real_conn_drain(struct conn *c, struct instant now);
void __wrap_conn_drain(struct conn *c, struct instant now);

void __wrap_conn_drain(struct conn *c, struct instant now)
{
    static unsigned told;
    if (told++ == 0)
        __real_conn_drain(c, now);
}
