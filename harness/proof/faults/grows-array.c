/* SPDX-License-Identifier: MIT */
/* Seeded fault: one array that every request makes longer; no block more, and all of it reachable.
 *
 * scenario: heap-words
 * check: heap growth < 8 KiB
 * wrap: request_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    static char *array;
    static size_t length;
    char *longer = realloc(array, length += 256);
    if (longer)
        array = longer;
    __real_request_open(r, owner);
}
