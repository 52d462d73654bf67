/* SPDX-License-Identifier: MIT */
/* Seeded fault: every request costs five milliseconds of everybody's time.
 *
 * scenario: connections-100
 * check: throughput > 1000/s
 * wrap: request_open
 */
#include <time.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    nanosleep(&pause, NULL);
    __real_request_open(r, owner);
}
