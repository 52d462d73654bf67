/* SPDX-License-Identifier: MIT */
/*
 * Days are counted year by year: short, plainly right, and far cheaper than one system call.
 * Pure; must not ask the C library's calendar, which reads files and the environment.
 */
#include "http/date.h"

struct date {
    unsigned year, month, day, hour, minute, second;
};

static const char week_days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 1 && is_leap(year) ? 29 : days[month];
}

static unsigned days_in_year(unsigned year)
{
    return is_leap(year) ? 366 : 365;
}

static struct date date_of_days(unsigned days)
{
    struct date d = {.year = 1970};
    while (days >= days_in_year(d.year))
        days -= days_in_year(d.year++);
    while (days >= days_in_month(d.year, d.month))
        days -= days_in_month(d.year, d.month++);
    d.day = days + 1;
    return d;
}

static void put_two(char *at, unsigned number)
{
    at[0] = (char)('0' + number / 10 % 10);
    at[1] = (char)('0' + number % 10);
}

void date_text(int64_t seconds, char space[DATE_LENGTH + 1])
{
    unsigned days = (unsigned)(seconds / 86400);
    unsigned rest = (unsigned)(seconds % 86400);
    struct date d = date_of_days(days);
    memcpy(space, "www, DD NNN YYYY hh:mm:ss GMT", DATE_LENGTH + 1);
    memcpy(space, week_days[days % 7], 3);
    put_two(space + 5, d.day);
    memcpy(space + 8, months[d.month], 3);
    put_two(space + 12, d.year / 100);
    put_two(space + 14, d.year);
    put_two(space + 17, rest / 3600);
    put_two(space + 20, rest / 60 % 60);
    put_two(space + 23, rest % 60);
}

/* A shape is walked beside the text: letters of fields stand for digits, all else for itself.
   D day, N month name, Y year, h m s time, _ one space or digit of the day, w week day letters. */
static bool take_digit(char octet, unsigned *number)
{
    if (!octet_is(octet, OCTET_DIGIT))
        return false;
    *number = *number * 10 + (unsigned)(octet - '0');
    return true;
}

static bool take_month(struct span s, size_t at, struct date *d)
{
    for (unsigned i = 0; i < 12; i++) {
        if (memcmp(s.at + at, months[i], 3) == 0) {
            d->month = i;
            return true;
        }
    }
    return false;
}

static bool take_octet(struct span s, size_t at, char shape, struct date *d)
{
    char octet = s.at[at];
    switch (shape) {
    case 'D': return take_digit(octet, &d->day);
    case '_': return octet == ' ' || take_digit(octet, &d->day);
    case 'Y': return take_digit(octet, &d->year);
    case 'h': return take_digit(octet, &d->hour);
    case 'm': return take_digit(octet, &d->minute);
    case 's': return take_digit(octet, &d->second);
    case 'N': return take_month(s, at, d);
    case '.': /* rest of a month's name, already compared */
    case 'w': return octet_is(octet, OCTET_TOKEN);
    default: return octet == shape;
    }
}

static bool take_shape(struct span s, const char *shape, struct date *d)
{
    *d = (struct date){.year = 0};
    if (s.length != strlen(shape))
        return false;
    for (size_t i = 0; i < s.length; i++)
        if (!take_octet(s, i, shape[i], d))
            return false;
    return true;
}

static bool take_any_shape(struct span s, struct date *d)
{
    size_t comma = span_find(s, ',');
    if (take_shape(s, "www, DD N.. YYYY hh:mm:ss GMT", d) ||
        take_shape(s, "www N.. _D hh:mm:ss YYYY", d))
        return true;
    if (comma < 6 || comma == s.length || !span_all((struct span){s.at, comma}, OCTET_TOKEN) ||
        !take_shape(span_from(s, comma), ", DD-N..-YY hh:mm:ss GMT", d))
        return false;
    d->year += d->year < 70 ? 2000 : 1900; /* the obsolete form; RFC 9110 §5.6.7 leaves a window */
    return true;
}

static bool is_possible(const struct date *d)
{
    return d->year >= 1970 && d->day >= 1 && d->day <= days_in_month(d->year, d->month) &&
           d->hour < 24 && d->minute < 60 && d->second <= 60;
}

bool date_parse(struct span s, int64_t *seconds)
{
    struct date d;
    if (!take_any_shape(s, &d) || !is_possible(&d))
        return false;
    unsigned days = d.day - 1;
    for (unsigned year = 1970; year < d.year; year++)
        days += days_in_year(year);
    for (unsigned month = 0; month < d.month; month++)
        days += days_in_month(d.year, month);
    *seconds = ((int64_t)days * 24 + d.hour) * 3600 + (int64_t)d.minute * 60 + d.second;
    return true;
}
