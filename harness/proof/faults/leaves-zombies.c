/* SPDX-License-Identifier: MIT */
/* Seeded fault: every tenth request starts a process, and nobody asks how it ended.
 *
 * scenario: rest-crud
 * check: no ended process is left unasked
 * wrap: request_open
 */
#include <unistd.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    static unsigned requests;
    if (++requests % 10 == 0 && fork() == 0)
        _exit(0);
    __real_request_open(r, owner);
}
