/* SPDX-License-Identifier: MIT */
/* Seeded fault: in the first hour of a day dates name the day before.
 *
 * scenario: new-files
 * check: header Last-Modified == Wed, 01 Mar 2000 00:00:00 GMT
 * wrap: date_text
 */
#include "http/exchange.h"

enum { HOUR = 3600, DAY = 86400 };

void __real_date_text(int64_t seconds, char space[DATE_LENGTH + 1]);
void __wrap_date_text(int64_t seconds, char space[DATE_LENGTH + 1]);

void __wrap_date_text(int64_t seconds, char space[DATE_LENGTH + 1])
{
    __real_date_text(seconds % DAY < HOUR ? seconds - DAY : seconds, space);
}
