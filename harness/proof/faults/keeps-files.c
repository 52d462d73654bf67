/* SPDX-License-Identifier: MIT */
/* Seeded fault: all is asked in one round, so a file that was served is served again as it was.
 *
 * scenario: new-files
 * check: body ~ ^another one
 * wrap: clock_now
 */
#include "engines/engine.h"

struct instant __real_clock_now(void);
struct instant __wrap_clock_now(void);

struct instant __wrap_clock_now(void)
{
    struct instant now = __real_clock_now();
    now.round = 1;
    return now;
}
