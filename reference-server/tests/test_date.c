/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates, against the C library's calendar for every day of four centuries.
 */
#include "http/exchange.h"
#include "tests/suites.h"

#include <string.h>
#include <time.h>

static void test_every_day(void)
{
    for (int64_t day = 0; day < (int64_t)366 * 400; day += 1) {
        char ours[DATE_LENGTH + 1];
        char theirs[64];
        struct tm tm;
        int64_t back = -1;
        time_t seconds = (time_t)(day * 86400 + day % 86400);
        gmtime_r(&seconds, &tm);
        strftime(theirs, sizeof theirs, "%a, %d %b %Y %H:%M:%S GMT", &tm);
        date_text(seconds, ours);
        if (strcmp(ours, theirs) != 0 || !date_parse(span_of(ours), &back) || back != seconds) {
            CU_FAIL("a day differs");
            return;
        }
    }
    CU_PASS("all days agree");
}

static void test_three_forms(void)
{
    static const char *const forms[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        int64_t seconds = 0;
        CHECK_ROW(date_parse(span_of(forms[i]), &seconds), forms[i]);
        CHECK_ROW(seconds == 784111777, forms[i]);
    }
}

/* A leap second is one that comes before the next; others write dates less carefully. */
static void test_odd_dates(void)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } rows[] = {
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Sun, 6 Nov 1994 08:49:37 GMT", 784111777},
        {"sun,  06 nov 1994 08:49:37 GMT", 784111777},
        {"Friday, 06-Nov-26 08:49:37 GMT", 1793954977},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t seconds = -1;
        CHECK_ROW(date_parse(span_of(rows[i].text), &seconds), rows[i].text);
        CHECK_ROW(seconds == rows[i].seconds, rows[i].text);
    }
}

static void test_no_dates(void)
{
    static const char *const wrong[] = {
        "",
        "yesterday",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 29 Feb 2100 08:49:37 GMT",
        ", 06-Nov-94 08:49:37 GMT",
        "784111777",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT and so on",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t seconds = 0;
        CHECK_ROW(!date_parse(span_of(wrong[i]), &seconds), wrong[i]);
    }
}

static const struct test tests[] = {
    {.name = "every day there and back", .run = test_every_day},
    {.name = "three forms", .run = test_three_forms},
    {.name = "odd dates", .run = test_odd_dates},
    {.name = "no dates", .run = test_no_dates},
    {.name = NULL},
};

const struct suite suite_date = {.name = "http/date", .tests = tests};
