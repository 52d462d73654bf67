/* SPDX-License-Identifier: MIT */
/* The one table of units.
 */
#include "scenario/quantity.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 32 }; /* digits that a person writes */

enum unit_kind { KIND_NONE = 0, KIND_TIME, KIND_OCTETS, KIND_SHARE, KIND_RATE };

static const struct unit {
    const char *word;
    double factor;
    enum unit_kind kind;
    const char *about;
} units[UNIT_COUNT] = {
    [UNIT_NONE] = {.word = "", .factor = 1},
    [UNIT_US] = {.word = "us", .factor = 1e3, .kind = KIND_TIME, .about = "microseconds"},
    [UNIT_MS] = {.word = "ms", .factor = 1e6, .kind = KIND_TIME, .about = "milliseconds"},
    [UNIT_S] = {.word = "s", .factor = 1e9, .kind = KIND_TIME, .about = "seconds"},
    [UNIT_B] = {.word = "B", .factor = 1, .kind = KIND_OCTETS, .about = "octets"},
    [UNIT_KIB] = {.word = "KiB", .factor = 1024, .kind = KIND_OCTETS, .about = "1024 octets"},
    [UNIT_MIB] = {.word = "MiB", .factor = 1024.0 * 1024, .kind = KIND_OCTETS, .about = "1024 KiB"},
    [UNIT_PERCENT] = {.word = "%", .factor = 0.01, .kind = KIND_SHARE, .about = "hundredths"},
    [UNIT_PER_S] = {.word = "/s", .factor = 1, .kind = KIND_RATE, .about = "in each second"},
};

static size_t digits(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && text[n] >= '0' && text[n] <= '9')
        n++;
    return n;
}

/* Octets of the number at the start: digits, perhaps a point and digits. 0 if there is none. */
static size_t number_length(const char *text, size_t length)
{
    size_t whole = digits(text, length);
    if (whole == 0 || whole + 1 >= length || text[whole] != '.')
        return whole;
    size_t part = digits(text + whole + 1, length - whole - 1);
    return part ? whole + 1 + part : whole;
}

static bool unit_parse(const char *text, size_t length, enum check_unit *unit)
{
    for (int u = UNIT_NONE; u < UNIT_COUNT; u++) {
        if (strlen(units[u].word) == length && memcmp(units[u].word, text, length) == 0) {
            *unit = (enum check_unit)u;
            return true;
        }
    }
    return false;
}

bool quantity_parse(const char *text, size_t length, double *number, enum check_unit *unit)
{
    char copy[NUMBER_MAX + 1] = "";
    size_t n = number_length(text, length);
    if (n == 0 || n > NUMBER_MAX)
        return false;
    memcpy(copy, text, n);
    while (n + 1 < length && text[n] == ' ')
        n++;
    if (!unit_parse(text + n, length - n, unit))
        return false;
    *number = strtod(copy, NULL) * units[*unit].factor;
    return true;
}

bool quantity_duration(const char *text, size_t length, int64_t *ns)
{
    const double day = 86400e9;
    double number;
    enum check_unit unit;
    if (!quantity_parse(text, length, &number, &unit) || number > day)
        return false;
    if (units[unit].kind != KIND_TIME && !(unit == UNIT_NONE && number <= 0))
        return false;
    *ns = (int64_t)(number + 0.5);
    return true;
}

bool quantity_span(const char *text, size_t length, int64_t *ns)
{
    static const struct {
        char letter;
        double seconds;
    } spans[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const double year = 366 * 86400.0;
    char copy[NUMBER_MAX + 1] = "";
    size_t n = number_length(text, length);
    if (n == 0 || n > NUMBER_MAX || n + 1 != length)
        return false;
    memcpy(copy, text, n);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        double seconds = strtod(copy, NULL) * spans[i].seconds;
        if (text[n] == spans[i].letter && seconds > 0 && seconds <= year) {
            *ns = (int64_t)(seconds * 1e9);
            return true;
        }
    }
    return false;
}

const char *unit_word(enum check_unit unit)
{
    return units[unit].word;
}

const char *unit_about(enum check_unit unit)
{
    return units[unit].about;
}

bool unit_same_kind(enum check_unit a, enum check_unit b)
{
    return units[a].kind == units[b].kind;
}
