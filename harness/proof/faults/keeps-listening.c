/* SPDX-License-Identifier: MIT */
/* Seeded fault: the listener stays open while the server drains.
 *
 * scenario: graceful-shutdown
 * check: connect is refused
 * wrap: tracker_close
 */
#include "resources.h"

void __real_tracker_close(struct tracker *t, enum tracked kind, int descriptor);
void __wrap_tracker_close(struct tracker *t, enum tracked kind, int descriptor);

/* The server has two descriptors of its own; the listener is closed first. */
void __wrap_tracker_close(struct tracker *t, enum tracked kind, int descriptor)
{
    static bool drains;
    if (drains)
        __real_tracker_close(t, kind, descriptor);
    else
        t->open[kind]--;
    drains = true;
}
