/* SPDX-License-Identifier: MIT */
/* scenario/variables: expansion and its failures.
 */
#include "tests/suites.h"

#include <string.h>

#include "scenario/variables.h"

static const char *lookup(void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "user") == 0)
        return "/api/users/7";
    return strcmp(name, "paths.ping") == 0 ? "" : NULL;
}

static const struct expansion {
    const char *template, *expected, *missing;
} expansions[] = {
    {.template = "", .expected = "", .missing = ""},
    {.template = "no variable $ $$ $x {y}", .expected = "no variable $ $$ $x {y}", .missing = ""},
    {.template = "GET ${user}?x", .expected = "GET /api/users/7?x", .missing = ""},
    {.template = "${user}${user}", .expected = "/api/users/7/api/users/7", .missing = ""},
    {.template = "$${user}", .expected = "$/api/users/7", .missing = ""},
    {.template = "<${paths.ping}>", .expected = "<>", .missing = ""},
    {.template = "${nobody}", .missing = "nobody"},
    {.template = "${user", .missing = "user"},
    {.template = "${", .missing = ""},
    {.template = "${}", .missing = "}"},
    {.template = "${a b}", .missing = "a "},
    {.template = "${9}", .missing = "9"},
};

static void test_expansions(void)
{
    for (size_t i = 0; i < sizeof expansions / sizeof expansions[0]; i++) {
        const struct expansion *row = &expansions[i];
        char missing[VARIABLE_NAME_MAX] = "untouched";
        struct bytes out;
        bytes_init(&out, 1000);
        bool done = variables_expand(&out, row->template, strlen(row->template), lookup, NULL,
                                     missing, sizeof missing);
        CU_ASSERT_EQUAL(done, row->expected != NULL);
        CU_ASSERT_STRING_EQUAL(missing, row->missing);
        if (row->expected)
            CU_ASSERT_STRING_EQUAL(out.data, row->expected);
        bytes_release(&out);
    }
}

static void test_cap(void)
{
    char missing[VARIABLE_NAME_MAX];
    struct bytes out;
    bytes_init(&out, 5);
    CU_ASSERT_FALSE(variables_expand(&out, "${user}", 7, lookup, NULL, missing, sizeof missing));
    CU_ASSERT_STRING_EQUAL(missing, "");
    bytes_release(&out);
}

static void test_names(void)
{
    CU_ASSERT_TRUE(variables_is_name("user-2_b"));
    CU_ASSERT_FALSE(variables_is_name(""));
    CU_ASSERT_FALSE(variables_is_name("2"));
    CU_ASSERT_FALSE(variables_is_name("a b"));
    CU_ASSERT_FALSE(
        variables_is_name("a23456789012345678901234567890123456789012345678901234567890123456789"));
    CU_ASSERT_TRUE(variables_in("a${", 3));
    CU_ASSERT_FALSE(variables_in("a${", 2));
}

CU_TestInfo variables_tests[] = {
    {"expansions", test_expansions},
    {"cap", test_cap},
    {"names", test_names},
    CU_TEST_INFO_NULL,
};
