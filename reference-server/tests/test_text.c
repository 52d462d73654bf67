/* SPDX-License-Identifier: MIT */
/*
 * Spans, octet classes and the bounded writer.
 */
#include "http/text.h"
#include "tests/guard.h"
#include "tests/suites.h"

#include <string.h>

static void test_token_octets(void)
{
    static const char tokens[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int octet = 0; octet < 256; octet++) {
        bool wanted = octet != 0 && strchr(tokens, octet) != NULL;
        CU_ASSERT_EQUAL(octet_is((char)octet, OCTET_TOKEN), wanted);
    }
}

static void test_other_octets(void)
{
    for (int octet = 0; octet < 256; octet++) {
        bool visible = octet > 0x20 && octet < 0x7f;
        CU_ASSERT_EQUAL(octet_is((char)octet, OCTET_TARGET), visible && octet != '#');
        CU_ASSERT_EQUAL(octet_is((char)octet, OCTET_VALUE),
                        visible || octet == ' ' || octet == '\t' || octet >= 0x80);
        CU_ASSERT_EQUAL(octet_is((char)octet, OCTET_DIGIT), octet >= '0' && octet <= '9');
        CU_ASSERT(!octet_is((char)octet, OCTET_HOST) ||
                  strchr("/:?#[]@\"<>\\^`{|} ", octet) == NULL);
    }
}

static void test_numbers(void)
{
    static const struct {
        const char *name;
        const char *text;
        bool good;
        uint64_t value;
    } rows[] = {
        {.name = "zero", .text = "0", .good = true, .value = 0},
        {.name = "leading zeros", .text = "0005", .good = true, .value = 5},
        {.name = "largest", .text = "18446744073709551615", .good = true, .value = UINT64_MAX},
        {.name = "one above", .text = "18446744073709551616", .good = false},
        {.name = "far above", .text = "99999999999999999999999", .good = false},
        {.name = "empty", .text = "", .good = false},
        {.name = "plus", .text = "+5", .good = false},
        {.name = "minus", .text = "-0", .good = false},
        {.name = "hex", .text = "0x5", .good = false},
        {.name = "space inside", .text = "1 0", .good = false},
        {.name = "list", .text = "5, 5", .good = false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct guard g = guard_copy(rows[i].text, strlen(rows[i].text));
        uint64_t value = 77;
        CHECK_ROW(span_number((struct span){g.at, g.length}, &value) == rows[i].good, rows[i].name);
        CHECK_ROW(value == (rows[i].good ? rows[i].value : 77), rows[i].name);
        guard_free(&g);
    }
}

static void test_lists(void)
{
    struct span rest = SPAN(" ,a ,,\tb c,, d");
    struct span element;
    static const char *const elements[] = {"a", "b c", "d"};
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        CU_ASSERT(span_list_next(&rest, &element));
        CHECK_ROW(span_is(element, elements[i]), elements[i]);
    }
    CU_ASSERT(!span_list_next(&rest, &element));
    rest = SPAN(" , ,");
    CU_ASSERT(!span_list_next(&rest, &element));
}

static void test_comparing(void)
{
    CU_ASSERT(span_like(SPAN("ConTent"), "cOntent"));
    CU_ASSERT(!span_like(SPAN("Content"), "Contents"));
    CU_ASSERT(!span_like(SPAN("["), "{")); /* 0x20 apart, but no letters */
    CU_ASSERT(span_is(SPAN("a"), "a"));
    CU_ASSERT(!span_is(SPAN("A"), "a"));
    CU_ASSERT(span_starts(SPAN("abc"), "ab"));
    CU_ASSERT(!span_starts(SPAN("a"), "ab"));
    CU_ASSERT(span_is(span_trim(SPAN(" \ta b\t ")), "a b"));
    CU_ASSERT_EQUAL(span_trim(SPAN(" \t ")).length, 0);
    CU_ASSERT_EQUAL(span_find(SPAN("abc"), 'c'), 2);
    CU_ASSERT_EQUAL(span_find(SPAN("abc"), 'x'), 3);
}

static void test_writer_stops_at_its_end(void)
{
    char space[8];
    struct text t = {.at = space, .room = sizeof space};
    text_put(&t, SPAN("1234567"));
    text_put(&t, SPAN("89"));
    CU_ASSERT(t.full);
    CU_ASSERT_EQUAL(t.length, 7);
    t.full = false;
    text_put_number(&t, 8);
    CU_ASSERT(!t.full && memcmp(space, "12345678", 8) == 0);
}

static const struct test tests[] = {
    {.name = "token octets", .run = test_token_octets},
    {.name = "other octets", .run = test_other_octets},
    {.name = "numbers", .run = test_numbers},
    {.name = "lists", .run = test_lists},
    {.name = "comparing", .run = test_comparing},
    {.name = "writer stops at its end", .run = test_writer_stops_at_its_end},
    {.name = NULL},
};

const struct suite suite_text = {.name = "http/text", .tests = tests};
