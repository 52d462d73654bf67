/* SPDX-License-Identifier: MIT */
/* Seeded fault: the listener stays open while the server drains.
 *
 * scenario: graceful-shutdown
 * check: connect is refused
 * wrap: tracker_close
 */
#include "resources.h"

void __real_tracker_close(atomic_ullong *counter, int descriptor);
void __wrap_tracker_close(atomic_ullong *counter, int descriptor);

/* The server has two descriptors of its own; the listener is closed first. */
void __wrap_tracker_close(atomic_ullong *counter, int descriptor)
{
    static bool drains;
    if (drains)
        __real_tracker_close(counter, descriptor);
    else
        --*counter;
    drains = true;
}
