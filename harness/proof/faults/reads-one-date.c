/* SPDX-License-Identifier: MIT */
/* Seeded fault: dates are read in the form that is sent today, and in no older one.
 *
 * scenario: dates-and-ranges
 * check: status == 304
 * options: --strict
 * wrap: date_parse
 */
#include "http/exchange.h"

bool __real_date_parse(struct span s, int64_t *seconds);
bool __wrap_date_parse(struct span s, int64_t *seconds);

bool __wrap_date_parse(struct span s, int64_t *seconds)
{
    return s.length == DATE_LENGTH && __real_date_parse(s, seconds);
}
