/* SPDX-License-Identifier: MIT */
/* Seeded fault: the listener stays open while the server drains.
 *
 * scenario: graceful-shutdown
 * check: connect is refused
 * wrap: tracker_socket_close
 */
#include "resources.h"

/* The server opens one such socket: its listener. */
void __wrap_tracker_socket_close(struct tracker *t, int socket);

void __wrap_tracker_socket_close(struct tracker *t, int socket)
{
    (void)socket;
    t->sockets--;
}
