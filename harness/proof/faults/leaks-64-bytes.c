/* SPDX-License-Identifier: MIT */
/* Seeded fault: 64 bytes of heap are forgotten with every request.
 *
 * scenario: rest-crud
 * check: no leak grows
 * mode: memcheck
 * evidence: after step 1
 * wrap: request_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    void *volatile forgotten = malloc(64);
    (void)forgotten;
    __real_request_open(r, owner);
}
