/* SPDX-License-Identifier: MIT */
/* Seeded fault: 2 KiB are lost with each request by a program into which nothing can be loaded, and
 * whose memory memcheck cannot see.
 *
 * scenario: churn-1000
 * check: memory is back at its baseline
 * evidence: anonymous memory
 * flags: -static
 * wrap: request_open
 */
#include <stdlib.h>
#include <string.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

static void *volatile forgotten;

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    enum { LOST = 2048 };
    void *block = malloc(LOST);
    if (block)
        memset(block, 1, LOST);
    forgotten = block;
    __real_request_open(r, owner);
}
