/* SPDX-License-Identifier: MIT */
/* Seeded fault: 16 bytes of heap are forgotten with every request.
 *
 * scenario: heap-words
 * check: heap leaked == 0
 * wrap: request_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    void *volatile forgotten = malloc(16);
    (void)forgotten;
    __real_request_open(r, owner);
}
