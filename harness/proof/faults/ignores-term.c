/* SPDX-License-Identifier: MIT */
/* Seeded fault: SIGTERM and SIGINT are taken and forgotten.
 *
 * scenario: graceful-shutdown
 * check: exit code == 0
 * also: starts: the candidate stops when asked
 * wrap: signals_take
 */
#include "engines/engine.h"

unsigned __real_signals_take(int signals);
unsigned __wrap_signals_take(int signals);

unsigned __wrap_signals_take(int signals)
{
    (void)__real_signals_take(signals);
    return 0;
}
