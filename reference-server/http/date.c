/* SPDX-License-Identifier: MIT */
/*
 * The calendar as arithmetic: years are taken to begin in March, so that a leap day is their last.
 * Pure; must not ask the C library's calendar, which reads files and the environment.
 */
#include "http/exchange.h"

enum part { YEAR = 0, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

static const char week_days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Days since 1970; the month counts from 0. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
    int64_t y = month < 2 ? year - 1 : year;
    unsigned m = (month + 10) % 12;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 719469;
}

static void date_of(int64_t days, unsigned date[PARTS])
{
    date[YEAR] = (unsigned)(1970 + days / 366);
    while (days_of(date[YEAR] + 1, 0, 1) <= days)
        date[YEAR]++;
    date[MONTH] = 11;
    while (days_of(date[YEAR], date[MONTH], 1) > days)
        date[MONTH]--;
    date[DAY] = (unsigned)(days - days_of(date[YEAR], date[MONTH], 1)) + 1;
}

static void put_two(char *at, unsigned number)
{
    at[0] = (char)('0' + number / 10 % 10);
    at[1] = (char)('0' + number % 10);
}

void date_text(int64_t seconds, char space[DATE_LENGTH + 1])
{
    int64_t days = seconds / 86400;
    unsigned rest = (unsigned)(seconds % 86400);
    unsigned date[PARTS];
    date_of(days, date);
    memcpy(space, "www, DD NNN YYYY hh:mm:ss GMT", DATE_LENGTH + 1);
    memcpy(space, week_days[days % 7], 3);
    put_two(space + 5, date[DAY]);
    memcpy(space + 8, months[date[MONTH]], 3);
    put_two(space + 12, date[YEAR] / 100);
    put_two(space + 14, date[YEAR]);
    put_two(space + 17, rest / 3600);
    put_two(space + 20, rest / 60 % 60);
    put_two(space + 23, rest % 60);
}

/* A shape is walked beside the text: Y N D h m s stand for the parts of a date, in the order of
   enum part, _ for a digit of the day or a space, a full stop for any letter, all else for itself.
 */
static bool take_octet(const char *at, char shape, unsigned date[PARTS])
{
    static const char letters[] = "YNDhms";
    const char *letter = strchr(letters, shape == '_' ? 'D' : shape);
    if (letter == NULL)
        return shape == '.' ? octet_is(*at, OCTET_TOKEN) : *at == shape;
    if (shape == '_' && *at == ' ')
        return true;
    if (shape == 'N') {
        while (date[MONTH] < 12 && memcmp(at, months[date[MONTH]], 3) != 0)
            date[MONTH]++;
        return date[MONTH] < 12;
    }
    date[letter - letters] = date[letter - letters] * 10 + (unsigned)(*at - '0');
    return octet_is(*at, OCTET_DIGIT);
}

static bool take_shape(struct span s, const char *shape, unsigned date[PARTS])
{
    size_t i = 0;
    memset(date, 0, PARTS * sizeof date[0]);
    while (s.length == strlen(shape) && i < s.length && take_octet(s.at + i, shape[i], date))
        i++;
    return i == strlen(shape);
}

/* The three forms of RFC 9110 §5.6.7; in the obsolete one a name of any length goes first, and the
   two digits of the year leave a window. */
bool date_parse(struct span s, int64_t *seconds)
{
    unsigned date[PARTS];
    unsigned back[PARTS];
    size_t name = span_run(s, OCTET_TOKEN);
    if (name >= 6 && take_shape(span_from(s, name), ", DD-N..-YY hh:mm:ss GMT", date))
        date[YEAR] += date[YEAR] < 70 ? 2000 : 1900;
    else if (!take_shape(s, "..., DD N.. YYYY hh:mm:ss GMT", date) &&
             !take_shape(s, "... N.. _D hh:mm:ss YYYY", date))
        return false;
    if (date[YEAR] < 1970 || date[HOUR] > 23 || date[MINUTE] > 59 || date[SECOND] > 60)
        return false;
    int64_t days = days_of(date[YEAR], date[MONTH], date[DAY]);
    date_of(days > 0 ? days : 0, back);
    *seconds = ((days * 24 + date[HOUR]) * 60 + date[MINUTE]) * 60 + date[SECOND];
    return back[DAY] == date[DAY] && back[MONTH] == date[MONTH]; /* else there is no such day */
}
