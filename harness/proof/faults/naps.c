/* SPDX-License-Identifier: MIT */
/* Seeded fault: every request naps twenty times, each time for 50 us.
 *
 * scenario: usage-words
 * check: voluntary context switches < 1000
 * wrap: request_open
 */
#include <time.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    static const struct timespec nap = {.tv_nsec = 50000};
    for (int i = 0; i < 20; i++)
        nanosleep(&nap, NULL);
    __real_request_open(r, owner);
}
