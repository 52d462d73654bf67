/* SPDX-License-Identifier: MIT */
/* scenario/quantity: numbers with units, durations.
 */
#include "tests/suites.h"

#include <string.h>

#include "scenario/quantity.h"

static const struct quantity {
    const char *text;
    double number;
    enum check_unit unit;
    bool valid;
} quantities[] = {
    {.text = "0", .valid = true, .number = 0, .unit = UNIT_NONE},
    {.text = "10ms", .valid = true, .number = 1e7, .unit = UNIT_MS},
    {.text = "10 ms", .valid = true, .number = 1e7, .unit = UNIT_MS},
    {.text = "1.5 MiB", .valid = true, .number = 1572864, .unit = UNIT_MIB},
    {.text = "64KiB", .valid = true, .number = 65536, .unit = UNIT_KIB},
    {.text = "50%", .valid = true, .number = 0.5, .unit = UNIT_PERCENT},
    {.text = "1000/s", .valid = true, .number = 1000, .unit = UNIT_PER_S},
    {.text = "250us", .valid = true, .number = 250000, .unit = UNIT_US},
    {.text = "2s", .valid = true, .number = 2e9, .unit = UNIT_S},
    {.text = "8B", .valid = true, .number = 8, .unit = UNIT_B},
    {.text = ""},
    {.text = "ms"},
    {.text = "-1"},
    {.text = "1."},
    {.text = "1.5.2"},
    {.text = "10 m"},
    {.text = "10mss"},
    {.text = "0x10"},
    {.text = "1e3"},
    {.text = "10ms "},
    {.text = "123456789012345678901234567890123"},
};

static void test_quantities(void)
{
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++) {
        const struct quantity *row = &quantities[i];
        double number = 0;
        enum check_unit unit = UNIT_NONE;
        CU_ASSERT_EQUAL(quantity_parse(row->text, strlen(row->text), &number, &unit), row->valid);
        if (row->valid) {
            CU_ASSERT_DOUBLE_EQUAL(number, row->number, 1e-9);
            CU_ASSERT_EQUAL(unit, row->unit);
        }
    }
}

static void test_durations(void)
{
    int64_t ns = -1;
    CU_ASSERT_TRUE(quantity_duration("100ms", 5, &ns));
    CU_ASSERT_EQUAL(ns, 100000000);
    CU_ASSERT_TRUE(quantity_duration("0", 1, &ns));
    CU_ASSERT_EQUAL(ns, 0);
    CU_ASSERT_FALSE(quantity_duration("100", 3, &ns));
    CU_ASSERT_FALSE(quantity_duration("1MiB", 4, &ns));
    CU_ASSERT_TRUE(quantity_duration("86400s", 6, &ns));
    CU_ASSERT_FALSE(quantity_duration("86401s", 6, &ns));
}

static void test_units(void)
{
    CU_ASSERT_STRING_EQUAL(unit_word(UNIT_KIB), "KiB");
    CU_ASSERT_STRING_EQUAL(unit_word(UNIT_NONE), "");
    CU_ASSERT_TRUE(unit_same_kind(UNIT_US, UNIT_S));
    CU_ASSERT_FALSE(unit_same_kind(UNIT_B, UNIT_S));
    CU_ASSERT_FALSE(unit_same_kind(UNIT_NONE, UNIT_PER_S));
}

CU_TestInfo quantity_tests[] = {
    {"quantities", test_quantities},
    {"durations", test_durations},
    {"units", test_units},
    CU_TEST_INFO_NULL,
};
