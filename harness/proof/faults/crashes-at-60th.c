/* SPDX-License-Identifier: MIT */
/* Seeded fault: the process aborts when the sixtieth connection comes.
 *
 * scenario: connections-100
 * check: the candidate is alive at the end
 * wrap: connection_open
 */
#include <stdlib.h>

#include "resources.h"

void __real_connection_open(struct tracked_connection *c, struct tracker *t, int socket);
void __wrap_connection_open(struct tracked_connection *c, struct tracker *t, int socket);

void __wrap_connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    static unsigned opened;
    if (++opened == 60)
        abort();
    __real_connection_open(c, t, socket);
}
