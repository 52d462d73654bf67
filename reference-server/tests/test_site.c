/* SPDX-License-Identifier: MIT */
/*
 * A site that cannot be made says why and holds nothing.
 */
#include "handlers/site.h"
#include "tests/suites.h"

#include <string.h>

static void test_failures(void)
{
    static const struct {
        const char *docroot;
        const char *log;
        const char *named;
    } rows[] = {
        {.docroot = "/nonexistent", .log = NULL, .named = "/nonexistent"},
        {.docroot = "/dev/null", .log = NULL, .named = "/dev/null"},
        {.docroot = "/", .log = "/nonexistent/log", .named = "/nonexistent/log"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tracker t;
        struct site site = {.tracker = &t};
        char why[LIMIT_WHY] = "";
        memset(&t, 0, sizeof t);
        CHECK_ROW(!site_open(&site, rows[i].docroot, rows[i].log, why), rows[i].named);
        CHECK_ROW(strstr(why, rows[i].named) != NULL, rows[i].named);
        CHECK_ROW(tracker_is_empty(&t), rows[i].named);
    }
}

static const struct test tests[] = {
    {.name = "failures", .run = test_failures},
    {.name = NULL},
};

const struct suite suite_site = {.name = "handlers/site", .tests = tests};
