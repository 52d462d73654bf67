/* SPDX-License-Identifier: MIT */
/* scenario/octets: every escape, every mistake, every cut.
 */
#include "tests/suites.h"

#include <string.h>

#include "scenario/octets.h"

static const struct octets {
    const char *text, *expected;
    size_t length;
} fine[] = {
    {.text = "", .expected = "", .length = 0},
    {.text = "plain $ text", .expected = "plain $ text", .length = 12},
    {.text = "\\r\\n\\t\\\\", .expected = "\r\n\t\\", .length = 4},
    {.text = "a\\0b\\xfF", .expected = "a\0b\xff", .length = 4},
    {.text = "\\{A*3}", .expected = "AAA", .length = 3},
    {.text = "<\\{ab\\x20*2}>", .expected = "<ab ab >", .length = 8},
    {.text = "\\{A*0}", .expected = "", .length = 0},
    {.text = "\\{a*b*2}", .expected = "a*ba*b", .length = 6},
    {.text = "{x}*", .expected = "{x}*", .length = 4},
};

static void test_fine(void)
{
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        struct octets_error error;
        struct bytes out;
        bytes_init(&out, OCTETS_MAX);
        CU_ASSERT_TRUE(octets_unescape(&out, fine[i].text, strlen(fine[i].text), &error));
        CU_ASSERT_EQUAL(out.length, fine[i].length);
        CU_ASSERT_EQUAL(memcmp(out.data, fine[i].expected, fine[i].length), 0);
        bytes_release(&out);
    }
}

static const struct mistake {
    const char *text, *part;
    size_t offset;
} mistakes[] = {
    {.text = "ab\\q", .offset = 2, .part = "not an escape"},
    {.text = "\\", .offset = 0, .part = "not an escape"},
    {.text = "\\x", .offset = 0, .part = "not an escape"},
    {.text = "\\xf", .offset = 0, .part = "not an escape"},
    {.text = "\\xfg", .offset = 0, .part = "not an escape"},
    {.text = "a\\{A*3", .offset = 1, .part = "\\{TEXT*N}"},
    {.text = "\\{A}", .offset = 0, .part = "\\{TEXT*N}"},
    {.text = "\\{A*}", .offset = 0, .part = "\\{TEXT*N}"},
    {.text = "\\{A*-1}", .offset = 0, .part = "\\{TEXT*N}"},
    {.text = "\\{\\q*2}", .offset = 2, .part = "not an escape"},
    {.text = "\\{A*1048577}", .offset = 0, .part = "repetitions"},
    {.text = "\\{0123456789abcdefg*1048576}", .offset = 0, .part = "16 MiB"},
};

static void test_mistakes(void)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct octets_error error = {.offset = 99};
        struct bytes out;
        bytes_init(&out, OCTETS_MAX);
        CU_ASSERT_FALSE(octets_unescape(&out, mistakes[i].text, strlen(mistakes[i].text), &error));
        CU_ASSERT_EQUAL(error.offset, mistakes[i].offset);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.sentence, mistakes[i].part));
        bytes_release(&out);
    }
}

/* Cut at every place: fine or a mistake inside the text, never beyond it. */
static void test_cut(void)
{
    static const char whole[] = "a\\r\\x41\\{\\x42c*12}\\\\d";
    for (size_t n = 0; n < sizeof whole; n++) {
        struct octets_error error = {.offset = 0};
        struct bytes out;
        bytes_init(&out, OCTETS_MAX);
        bool done = octets_unescape(&out, whole, n, &error);
        CU_ASSERT_TRUE(done || error.offset < n);
        bytes_release(&out);
    }
}

CU_TestInfo octets_tests[] = {
    {"fine", test_fine},
    {"mistakes", test_mistakes},
    {"cut", test_cut},
    CU_TEST_INFO_NULL,
};
