/* SPDX-License-Identifier: MIT */
/* data/json: strictness and string literals.
 */
#include "tests/suites.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"

static const struct text {
    const char *text;
    bool valid, number;
} texts[] = {
    {.text = "{\"a\": [1, 2.5e3, null]}", .valid = true},
    {.text = "\"text\"", .valid = true},
    {.text = "true", .valid = true},
    {.text = "-1.50", .valid = true, .number = true},
    {.text = "9007199254740993", .valid = true, .number = true},
    {.text = ""},
    {.text = "Ada"},
    {.text = "{\"a\": 1} x"},
    {.text = "{\"a\": 1, \"a\": 2}"},
    {.text = "{'a': 1}"},
    {.text = "[1,]"},
    {.text = "01"},
    {.text = "+1"},
    {.text = ".5"},
    {.text = "NaN"},
    {.text = "\"\xff\""},
};

static void test_strictness(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char sentence[100] = "";
        const char *text = texts[i].text;
        CU_ASSERT_EQUAL(json_is_valid(text, strlen(text), sentence, sizeof sentence),
                        texts[i].valid);
        CU_ASSERT_EQUAL(sentence[0] == '\0', texts[i].valid);
        CU_ASSERT_EQUAL(json_spells_number(text, strlen(text)), texts[i].number);
    }
    CU_ASSERT_FALSE(json_spells_number(" 1", 2));
    CU_ASSERT_FALSE(json_spells_number("1 ", 2));
}

static void test_quote(void)
{
    static const struct {
        const char *octets, *literal;
        size_t length;
    } rows[] = {
        {.octets = "", .length = 0, .literal = "\"\""},
        {.octets = "a\"b\\c", .length = 5, .literal = "\"a\\\"b\\\\c\""},
        {.octets = "\b\f\n\r\t", .length = 5, .literal = "\"\\b\\f\\n\\r\\t\""},
        {.octets = "\0\x1f\x7f", .length = 3, .literal = "\"\\u0000\\u001f\\u007f\""},
        {.octets = "\xc3\xa9", .length = 2, .literal = "\"\xc3\xa9\""},
        {.octets = "a\xff\xc3", .length = 3, .literal = "\"a\\\\xff\\\\xc3\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&out, &size);
        CU_ASSERT_PTR_NOT_NULL(stream);
        if (!stream)
            return;
        json_escape(stream, rows[i].octets, rows[i].length);
        fclose(stream);
        CU_ASSERT_STRING_EQUAL(out, rows[i].literal);
        CU_ASSERT_TRUE(json_is_valid(out, size, NULL, 0));
        free(out);
    }
}

CU_TestInfo json_tests[] = {
    {"strictness", test_strictness},
    {"quote", test_quote},
    CU_TEST_INFO_NULL,
};
