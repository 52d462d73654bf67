/* SPDX-License-Identifier: MIT */
/* Seeded fault: a date that cannot be read is taken for the latest that there can be.
 *
 * scenario: dates-and-ranges
 * check: status == 200
 * wrap: date_parse
 */
#include "http/exchange.h"

bool __real_date_parse(struct span s, int64_t *seconds);
bool __wrap_date_parse(struct span s, int64_t *seconds);

bool __wrap_date_parse(struct span s, int64_t *seconds)
{
    if (!__real_date_parse(s, seconds))
        *seconds = INT64_MAX;
    return true;
}
