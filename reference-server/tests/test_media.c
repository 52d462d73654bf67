/* SPDX-License-Identifier: MIT */
/*
 * Media types from our own table and from a system's.
 */
#include "handlers/site.h"
#include "tests/suites.h"

#include <string.h>

static char system_table[] = "# comment zip\n"
                             "text/other\t\thtml txt2\n"
                             "application/none\n"
                             "\n"
                             "application/zip\tzip  zIp2";

static void test_types(void)
{
    static const struct {
        const char *name;
        const char *type;
    } rows[] = {
        {.name = "a.html", .type = "text/html; charset=utf-8"},
        {.name = "A.HTML", .type = "text/html; charset=utf-8"},
        {.name = "a.b.png", .type = "image/png"},
        {.name = "a.zip", .type = "application/zip"},
        {.name = "a.ZIP2", .type = "application/zip"},
        {.name = "a.txt2", .type = "text/other"},
        {.name = "a.none", .type = "application/octet-stream"},
        {.name = "zip", .type = "application/octet-stream"},
        {.name = "a.", .type = "application/octet-stream"},
        {.name = "a.veryveryverylongextension", .type = "application/octet-stream"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(span_is(media_type(span_of(system_table), rows[i].name), rows[i].type),
                  rows[i].name);
}

static void test_without_table(void)
{
    struct span none = media_load("/nonexistent/mime.types");
    CU_ASSERT(span_is(media_type(none, "a.css"), "text/css; charset=utf-8"));
    CU_ASSERT(span_is(media_type(none, "a.zip"), "application/octet-stream"));
    CU_ASSERT_EQUAL(none.length, 0);
}

static const struct test tests[] = {
    {.name = "types", .run = test_types},
    {.name = "without a system table", .run = test_without_table},
    {.name = NULL},
};

const struct suite suite_media = {.name = "handlers/media", .tests = tests};
