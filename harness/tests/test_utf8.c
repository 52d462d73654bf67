/* SPDX-License-Identifier: MIT */
/* data/utf8: well-formed and malformed characters.
 */
#include "tests/suites.h"

#include <string.h>

#include "data/utf8.h"

static const struct character {
    const char *name, *octets;
    size_t length, expected;
    uint32_t code;
} characters[] = {
    {.name = "ASCII", .octets = "a", .length = 1, .expected = 1, .code = 'a'},
    {.name = "two octets", .octets = "\xc3\xa9", .length = 2, .expected = 2, .code = 0xe9},
    {.name = "three", .octets = "\xe2\x82\xac", .length = 3, .expected = 3, .code = 0x20ac},
    {.name = "four", .octets = "\xf0\x9f\x8d\x8b", .length = 4, .expected = 4, .code = 0x1f34b},
    {.name = "nothing", .octets = "", .length = 0, .expected = 0},
    {.name = "overlong slash", .octets = "\xc0\xaf", .length = 2, .expected = 0},
    {.name = "overlong three", .octets = "\xe0\x80\x80", .length = 3, .expected = 0},
    {.name = "surrogate", .octets = "\xed\xa0\x80", .length = 3, .expected = 0},
    {.name = "above U+10FFFF", .octets = "\xf4\x90\x80\x80", .length = 4, .expected = 0},
    {.name = "cut", .octets = "\xe2\x82", .length = 2, .expected = 0},
    {.name = "continuation alone", .octets = "\x80", .length = 1, .expected = 0},
    {.name = "five octets", .octets = "\xf8\x88\x80\x80\x80", .length = 5, .expected = 0},
    {.name = "wrong continuation", .octets = "\xc3(", .length = 2, .expected = 0},
};

static void test_characters(void)
{
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        const struct character *row = &characters[i];
        uint32_t code = 0;
        CU_ASSERT_EQUAL(utf8_next(row->octets, row->length, &code), row->expected);
        CU_ASSERT_EQUAL(code, row->code);
    }
}

static void test_columns(void)
{
    CU_ASSERT_EQUAL(utf8_columns("", 0), 0);
    CU_ASSERT_EQUAL(utf8_columns("h\xc3\xa9!", 4), 3);
    CU_ASSERT_EQUAL(utf8_columns("\xff\xff", 2), 2);
}

CU_TestInfo utf8_tests[] = {
    {"characters", test_characters},
    {"columns", test_columns},
    CU_TEST_INFO_NULL,
};
