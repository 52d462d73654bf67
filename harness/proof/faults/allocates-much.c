/* SPDX-License-Identifier: MIT */
/* Seeded fault: every other request takes one large block and gives it back.
 *
 * scenario: heap-words
 * check: bytes per request < 1 KiB
 * wrap: request_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    static unsigned seen;
    if (++seen % 2 == 0) {
        void *volatile block = malloc(4096);
        free(block);
    }
    __real_request_open(r, owner);
}
