/* SPDX-License-Identifier: MIT */
/* Seeded fault: three blocks are taken for every request and given back at once.
 *
 * scenario: heap-words
 * check: allocations per request < 1
 * wrap: request_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    for (int i = 0; i < 3; i++) {
        void *volatile block = malloc(8);
        free(block);
    }
    __real_request_open(r, owner);
}
