/* SPDX-License-Identifier: MIT */
/* Seeded fault: a back end that cannot be reached, or breaks off, is taken for one that agrees.
 *
 * scenario: photo-failures
 * check: status == 502
 * wrap: call_fail
 */
#include "http/call.h"

void __wrap_call_fail(struct call *c, unsigned status, const char *why);

void __wrap_call_fail(struct call *c, unsigned status, const char *why)
{
    (void)status;
    (void)why;
    c->state = CALL_ENDED;
    c->status = 200;
    c->why = NULL;
    c->body = SPAN("");
}
