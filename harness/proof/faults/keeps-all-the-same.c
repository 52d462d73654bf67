/* SPDX-License-Identifier: MIT */
/* Seeded fault: connections are kept although that was switched off at the start.
 *
 * scenario: keep-alive-off
 * check: closed within 1s
 * wrap: conn_init
 */
#include "http/conn.h"
#include <stdatomic.h>

void __real_conn_init(struct conn *c, const struct conn_config *config, struct instant now);
void __wrap_conn_init(struct conn *c, const struct conn_config *config, struct instant now);

void __wrap_conn_init(struct conn *c, const struct conn_config *config, struct instant now)
{
    static const atomic_bool always = true;
    static struct conn_config other;
    other = *config;
    other.keep_alive = &always;
    __real_conn_init(c, &other, now);
}
