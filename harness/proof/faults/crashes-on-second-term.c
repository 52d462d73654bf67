/* SPDX-License-Identifier: MIT */
/* Seeded fault: a second signal during a graceful stop finds what the first one has freed.
 *
 * scenario: term-twice
 * check: exit code in 0, 1
 * wrap: signals_take
 */
#include "engines/engine.h"
#include <stdlib.h>

unsigned __real_signals_take(int signals);
unsigned __wrap_signals_take(int signals);

unsigned __wrap_signals_take(int signals)
{
    static unsigned all;
    unsigned stops = __real_signals_take(signals);
    all += stops;
    if (all > 1)
        abort();
    return stops;
}
