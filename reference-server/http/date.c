/* SPDX-License-Identifier: MIT */
/*
 * Dates by the C library's calendar, in UTC. Who reads dates is encouraged to be robust (RFC 9110
 * §5.6.7): blanks and zeros may be missing or too many, but a day that never was is no date.
 */
#include "http/exchange.h"

#include <time.h>

#define IMF_FIXDATE "%a, %d %b %Y %H:%M:%S GMT"

void date_text(int64_t seconds, char space[DATE_LENGTH + 1])
{
    struct tm tm = {.tm_year = 0};
    strftime(space, DATE_LENGTH + 1, IMF_FIXDATE, gmtime_r(&(time_t){seconds}, &tm));
}

bool date_parse(struct span s, int64_t *seconds)
{
    static const char *const forms[] = {IMF_FIXDATE, "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    char text[64] = "";
    memcpy(text, s.at, s.length < sizeof text ? s.length : 0);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct tm tm = {.tm_year = 0};
        const char *end = strptime(text, forms[i], &tm);
        int day = tm.tm_mday;
        int second = tm.tm_sec;
        if (end == NULL || *end != '\0')
            continue;
        tm.tm_sec = 0; /* a leap second belongs to the day that it ends */
        *seconds = timegm(&tm) + second;
        return *seconds >= 0 && tm.tm_mday == day && second <= 60;
    }
    return false;
}
