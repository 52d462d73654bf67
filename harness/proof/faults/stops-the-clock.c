/* SPDX-License-Identifier: MIT */
/* Seeded fault: answers are dated with the moment of the first of them.
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
    static int64_t first;
    bool is_now = seconds > time(NULL) - 60; /* files have the dates that they have */
    if (is_now && first == 0)
        first = seconds;
    __real_date_text(is_now ? first : seconds, space);
}
