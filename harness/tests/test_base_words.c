/* SPDX-License-Identifier: MIT */
/* base/words, base/failure: typing errors, patterns, numbers, the first failure.
 */
#include "tests/suites.h"

#include <string.h>

#include "base/failure.h"
#include "base/words.h"

static void test_nearest(void)
{
    static const char *const names[] = {"request", "expect", "signal", "id", NULL};
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        {"request", "request"},
        {"requst", "request"},
        {"reqeust", "request"},
        {"expcet", "expect"},
        {"ids", "id"},
        {"banana", NULL},
        {"", NULL},
        {"x", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *found = words_nearest(rows[i].word, names);
        bool same = found == rows[i].nearest ||
                    (found && rows[i].nearest && strcmp(found, rows[i].nearest) == 0);
        CU_ASSERT_TRUE(same);
    }
}

static void test_long_words_are_prose(void)
{
    static const char *const names[] = {"request", NULL};
    char prose[400];
    memset(prose, 'r', sizeof prose - 1);
    prose[sizeof prose - 1] = '\0';
    CU_ASSERT_PTR_NULL(words_nearest(prose, names));
}

static void test_numbers(void)
{
    static const struct {
        const char *text;
        bool valid;
        unsigned long long value;
    } rows[] = {
        {"0", true, 0},
        {"00042", true, 42},
        {"18446744073709551615", true, 18446744073709551615ULL},
        {"18446744073709551616", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"0x10", false, 0},
        {"1e3", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned long long value = 0;
        CU_ASSERT_EQUAL(words_number(rows[i].text, strlen(rows[i].text), &value), rows[i].valid);
        CU_ASSERT_EQUAL(value, rows[i].value);
    }
}

static void test_patterns(void)
{
    CU_ASSERT_TRUE(words_match("rest-*", "rest-crud"));
    CU_ASSERT_FALSE(words_match("rest", "rest-crud"));
}

static void test_first_failure_wins(void)
{
    struct failure why = {0};
    CU_ASSERT_FALSE(failure_set(&why, FAILURE_USAGE, "first %d", 1));
    CU_ASSERT_FALSE(failure_set(&why, FAILURE_HARNESS, "second"));
    CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
    CU_ASSERT_STRING_EQUAL(why.sentence, "first 1");
}

CU_TestInfo base_words_tests[] = {
    {"nearest", test_nearest},
    {"long words are prose", test_long_words_are_prose},
    {"numbers", test_numbers},
    {"patterns", test_patterns},
    {"first failure wins", test_first_failure_wins},
    CU_TEST_INFO_NULL,
};
