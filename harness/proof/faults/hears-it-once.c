/* SPDX-License-Identifier: MIT */
/* Seeded fault: once it stops gracefully, nothing hurries it.
 *
 * scenario: stop-forced
 * check: exit code in 0, 1
 * wrap: signals_take
 */
#include "engines/engine.h"

unsigned __real_signals_take(int signals);
unsigned __wrap_signals_take(int signals);

unsigned __wrap_signals_take(int signals)
{
    static unsigned heard;
    unsigned stops = __real_signals_take(signals);
    bool first = heard == 0 && stops > 0;
    heard += stops;
    return first ? 1 : 0;
}
