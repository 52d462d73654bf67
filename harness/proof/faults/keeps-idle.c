/* SPDX-License-Identifier: MIT */
/* Seeded fault: a graceful stop forgets the connections that are idle.
 *
 * scenario: graceful-shutdown
 * check: closed within 1s
 * also: stop-silent: closed within 1s
 * also: stop-states: closed within 1s
 * options: --strict
 * wrap: conn_drain
 */
#include "http/conn.h"

void __wrap_conn_drain(struct conn *c, struct instant now);

void __wrap_conn_drain(struct conn *c, struct instant now)
{
    (void)c;
    (void)now;
}
