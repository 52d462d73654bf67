/* SPDX-License-Identifier: MIT */
/* Seeded fault: answers are dated in the time of another zone, and call it GMT.
 *
 * scenario: answer-fields
 * check: header Date is not stale
 * wrap: date_text
 */
#include "http/exchange.h"

#include <time.h>

void __real_date_text(int64_t seconds, char space[DATE_LENGTH + 1]);
void __wrap_date_text(int64_t seconds, char space[DATE_LENGTH + 1]);

void __wrap_date_text(int64_t seconds, char space[DATE_LENGTH + 1])
{
    bool is_now = seconds > time(NULL) - 60; /* files have the dates that they have */
    __real_date_text(is_now ? seconds - 3600 : seconds, space);
}
