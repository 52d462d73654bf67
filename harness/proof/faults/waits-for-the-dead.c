/* SPDX-License-Identifier: MIT */
/* Seeded fault: an answer that nobody takes is kept without end.
 *
 * scenario: given-up
 * check: attackers cut off == 10
 * wrap: conn_deadline
 */
#include "http/conn.h"

uint64_t __real_conn_deadline(const struct conn *c);
uint64_t __wrap_conn_deadline(const struct conn *c);

uint64_t __wrap_conn_deadline(const struct conn *c)
{
    size_t length = 0;
    (void)conn_write_bytes(c, &length);
    return length > 0 ? UINT64_MAX : __real_conn_deadline(c);
}
