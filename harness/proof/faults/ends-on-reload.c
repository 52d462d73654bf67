/* SPDX-License-Identifier: MIT */
/* Seeded fault: SIGHUP, which asks for a reload, ends the server and cuts everybody off.
 *
 * scenario: reload
 * check: the candidate is alive at the end
 * wrap: signals_take
 */
#include "engines/engine.h"

unsigned __real_signals_take(int signals);
unsigned __wrap_signals_take(int signals);

unsigned __wrap_signals_take(int signals)
{
    unsigned stops = __real_signals_take(signals);
    return stops > 0 ? stops : 2; /* nothing but SIGHUP has come: as if SIGTERM had, twice */
}
