/* SPDX-License-Identifier: MIT */
/* Seeded fault: the resource tracker loses count of a connection.
 *
 * scenario: fd-audit
 * check: last line == resource-tracker: sockets=0 files=0 connections=0 requests=0
 * wrap: connection_open
 */
#include "resources.h"

void __real_connection_open(struct tracked_connection *c, struct tracker *t, int socket);
void __wrap_connection_open(struct tracked_connection *c, struct tracker *t, int socket);

void __wrap_connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    static unsigned opened;
    __real_connection_open(c, t, socket);
    if (++opened == 7)
        t->open[TRACKED_CONNECTIONS]++;
}
