/* SPDX-License-Identifier: MIT */
/* scenario/cases: the model of a good file; run/ways: how its octets are sent. */
#include "tests/suites.h"

#include <string.h>

#include "run/ways.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"

static const char good[] = "version: 1\n"
                           "scenario: a title\n"
                           "about: why\n"
                           "rule: RFC 9112 section 3.2\n"
                           "level: SHOULD\n"
                           "cases:\n"
                           "  - id: one\n"
                           "    about: It is as it should be.\n"
                           "    bytes: 'GET ${paths.ping} HTTP/1.1\\r\\n\\r\\n'\n"
                           "    outcome: accepted\n"
                           "    expect: [status == 200, body is not empty]\n"
                           "  - id: two\n"
                           "    about: It is not.\n"
                           "    raw: |\n"
                           "      GET / HTTP/1.0\n"
                           "    outcome: [refused, 405 then kept]\n"
                           "    control: one\n"
                           "    whole: true\n"
                           "    half-close: true\n"
                           "    requests: 2\n"
                           "    needs: [echo]\n"
                           "    rule: RFC 9110 section 9.1\n"
                           "    level: MUST\n"
                           "    contested: true\n";

static bool parse(struct scenario_set *set)
{
    const struct known known = {.requirements = NULL, .capabilities = capability_names()};
    unsigned errors = 0, warnings = 0;
    scenario_set_init(set);
    return scenarios_parse(set, "x.yaml", good, sizeof good - 1, &known, true, stdout, &errors,
                           &warnings);
}

static void check_first(const struct raw_case *c)
{
    static const char octets[] = "GET ${paths.ping} HTTP/1.1\r\n\r\n";
    CU_ASSERT_STRING_EQUAL(c->id, "one");
    CU_ASSERT_STRING_EQUAL(c->about, "It is as it should be.");
    CU_ASSERT_STRING_EQUAL(c->rule, "RFC 9112 section 3.2");
    CU_ASSERT_EQUAL(c->level, LEVEL_SHOULD);
    CU_ASSERT_FALSE(c->contested || c->whole || c->step.half_close);
    CU_ASSERT_EQUAL(c->requests, 1);
    CU_ASSERT_EQUAL(c->control, CASE_NONE);
    CU_ASSERT_EQUAL(c->step.action, ACTION_BYTES);
    CU_ASSERT_EQUAL(c->step.octet_count, sizeof octets - 1);
    CU_ASSERT_EQUAL(memcmp(c->step.octets, octets, sizeof octets - 1), 0);
    CU_ASSERT_EQUAL(c->step.check_count, 2);
    CU_ASSERT_STRING_EQUAL(c->outcome_text, "accepted");
}

static void check_second(const struct raw_case *c)
{
    static const char octets[] = "GET / HTTP/1.0\r\n\r\n";
    CU_ASSERT_STRING_EQUAL(c->rule, "RFC 9110 section 9.1");
    CU_ASSERT_EQUAL(c->level, LEVEL_MUST);
    CU_ASSERT_TRUE(c->contested && c->whole && c->step.half_close);
    CU_ASSERT_EQUAL(c->requests, 2);
    CU_ASSERT_EQUAL(c->control, 0);
    CU_ASSERT_EQUAL(c->needs.count, 1);
    CU_ASSERT_EQUAL(c->outcome_count, 2);
    CU_ASSERT_STRING_EQUAL(c->outcome_text, "refused or 405 then kept");
    CU_ASSERT_EQUAL(c->step.action, ACTION_RAW);
    CU_ASSERT_EQUAL(c->step.octet_count, sizeof octets - 1);
    CU_ASSERT_EQUAL(memcmp(c->step.octets, octets, sizeof octets - 1), 0);
}

static void test_model(void)
{
    struct scenario_set set;
    CU_ASSERT_TRUE(parse(&set));
    CU_ASSERT_EQUAL(set.count, 1);
    if (set.count == 1 && set.items[0].case_count == 2) {
        check_first(&set.items[0].cases[0]);
        check_second(&set.items[0].cases[1]);
        CU_ASSERT_EQUAL(set.items[0].step_count, 0);
    } else {
        CU_FAIL("two cases were expected");
    }
    scenario_set_release(&set);
}

static void check_cuts(const struct way *w, size_t count)
{
    size_t before = 0;
    for (size_t i = 0; i < w->pieces.cut_count; i++) {
        CU_ASSERT_TRUE(w->pieces.cuts[i] > before && w->pieces.cuts[i] < count);
        before = w->pieces.cuts[i];
    }
}

/* Short octets go one by one; of long ones both ends do. */
static void test_ways(void)
{
    static const size_t counts[] = {2, 3, 40, 300, 301, 339, 341, 342, 1000, 100000};
    const struct raw_case c = {.id = "x"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct arena a;
        struct way ways[WAYS_MAX], again[WAYS_MAX];
        arena_init(&a);
        size_t n = ways_of(&c, counts[i], true, 7, ways, &a);
        CU_ASSERT_EQUAL(n, WAYS_MAX);
        CU_ASSERT_EQUAL(ways_of(&c, counts[i], true, 7, again, &a), WAYS_MAX);
        CU_ASSERT_EQUAL(ways[0].pieces.cut_count, 0);
        size_t octets = counts[i] - 1 < 340 ? counts[i] - 1 : 340;
        CU_ASSERT_EQUAL(ways[1].pieces.cut_count, octets);
        for (size_t w = 0; w < n; w++) {
            check_cuts(&ways[w], counts[i]);
            CU_ASSERT_STRING_EQUAL(ways[w].words, again[w].words);
            CU_ASSERT_EQUAL(ways[w].led, w == n - 1);
        }
        arena_release(&a);
    }
}

static void test_few_ways(void)
{
    const struct raw_case whole = {.id = "x", .whole = true}, c = {.id = "x"};
    struct way ways[WAYS_MAX];
    struct arena a;
    arena_init(&a);
    CU_ASSERT_EQUAL(ways_of(&whole, 100, true, 7, ways, &a), 1);
    CU_ASSERT_EQUAL(ways_of(&c, 1, true, 7, ways, &a), 1);
    CU_ASSERT_EQUAL(ways_of(&c, 100, false, 7, ways, &a), WAYS_MAX - 1);
    arena_release(&a);
}

CU_TestInfo cases_tests[] = {
    {"model", test_model},
    {"ways", test_ways},
    {"few ways", test_few_ways},
    CU_TEST_INFO_NULL,
};
