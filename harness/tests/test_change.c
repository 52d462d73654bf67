/* SPDX-License-Identifier: MIT */
/* oracle/change and the conditions of `assay compare`. */
#include "tests/suites.h"

#include <math.h>
#include <string.h>

#include "commands/gate.h"
#include "oracle/change.h"

static const struct row {
    const char *name;
    struct figures old, now;
    bool exact;
    double grain;
    struct change expected;
} rows[] = {
    {.name = "one exact figure each, equal",
     .old = {{7}, 1},
     .now = {{7}, 1},
     .exact = true,
     .expected = {.kind = CHANGE_NONE, .relative = true}},
    {.name = "one exact figure each, a tenth more",
     .old = {{10}, 1},
     .now = {{11}, 1},
     .exact = true,
     .expected = {.kind = CHANGE_UP, .relative = true, .delta = 0.1}},
    {.name = "less than the grain is no change",
     .old = {{1000}, 1},
     .now = {{1009}, 1},
     .exact = true,
     .grain = 0.01,
     .expected = {.kind = CHANGE_NONE, .relative = true, .delta = 0.009}},
    {.name = "exact figures that vary are compared by their medians",
     .old = {{1000, 1001, 1002}, 3},
     .now = {{1100.1, 1101.1, 1102.1}, 3},
     .exact = true,
     .grain = 0.01,
     .expected = {.kind = CHANGE_UP, .relative = true, .delta = 0.1}},
    {.name = "from nothing there is no share",
     .old = {{0}, 1},
     .now = {{3}, 1},
     .exact = true,
     .expected = {.kind = CHANGE_UP, .delta = 3}},
    {.name = "one varying figure each says nothing",
     .old = {{10}, 1},
     .now = {{20}, 1},
     .expected = {.kind = CHANGE_UNKNOWN, .relative = true, .delta = 1}},
    {.name = "nor do three",
     .old = {{1, 2, 3}, 3},
     .now = {{4, 5, 6}, 3},
     .expected = {.kind = CHANGE_UNKNOWN, .relative = true, .delta = 1.5}},
    {.name = "repeated without a difference they are exact",
     .old = {{5, 5}, 2},
     .now = {{4, 4}, 2},
     .expected = {.kind = CHANGE_DOWN, .relative = true, .delta = -0.2}},
    /* The two-sided 5 % point of the statistic for 5 and 5 is 2: three pairs lie outside. */
    {.name = "five each, apart",
     .old = {{4, 1, 2, 3, 0}, 5},
     .now = {{50, 20, 10, 40, 30}, 5},
     .expected = {.kind = CHANGE_UP, .delta = 28, .has_interval = true, .low = 8, .high = 48}},
    {.name = "four each, apart",
     .old = {{8, 8, 4, 2}, 4},
     .now = {{1, 1, 1, 1}, 4},
     .expected = {.kind = CHANGE_DOWN,
                  .relative = true,
                  .delta = -0.8125,
                  .has_interval = true,
                  .low = -0.875,
                  .high = -0.5}},
    {.name = "the same figures in another order",
     .old = {{1, 2, 4, 8}, 4},
     .now = {{8, 4, 2, 1}, 4},
     .expected = {.kind = CHANGE_UNCLEAR,
                  .relative = true,
                  .delta = 0,
                  .has_interval = true,
                  .low = -0.875,
                  .high = 7}},
};

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void test_changes(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct figures old = rows[i].old, now = rows[i].now;
        const struct change *e = &rows[i].expected;
        struct change c = change_judge(&old, &now, rows[i].exact, rows[i].grain);
        CU_ASSERT_EQUAL(c.kind, e->kind);
        CU_ASSERT_EQUAL(c.relative, e->relative);
        CU_ASSERT_EQUAL(c.has_interval, e->has_interval);
        CU_ASSERT_TRUE(near(c.delta, e->delta));
        CU_ASSERT_TRUE(near(c.low, e->low));
        CU_ASSERT_TRUE(near(c.high, e->high));
    }
}

static void test_conditions(void)
{
    struct gate g;
    static const char *const wrong[] = {"",      "errors",     "errors > 0",  "errors > +x",
                                        " > +1", "errors >+1", "errors < +1", "errors > +1 %%"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_FALSE(gate_parse(&g, wrong[i]));
    CU_ASSERT_TRUE(gate_parse(&g, "latency p95 > +10%"));
    CU_ASSERT_STRING_EQUAL(g.metric, "latency p95");
    CU_ASSERT_TRUE(g.relative && !g.below && near(g.amount, 0.1));
    CU_ASSERT_TRUE(gate_parse(&g, "latency p95 > +2ms"));
    CU_ASSERT_TRUE(!g.relative && near(g.amount, 2e6));
}

static enum gate_answer answer(const char *text, struct change c)
{
    struct gate g;
    CU_ASSERT_TRUE(gate_parse(&g, text));
    return gate_judge(&g, &c);
}

static void test_gates(void)
{
    struct change wide = {.kind = CHANGE_UP,
                          .relative = true,
                          .old = 10,
                          .delta = 0.2,
                          .has_interval = true,
                          .low = 0.05,
                          .high = 0.3};
    struct change none = {.kind = CHANGE_NONE, .old = 4, .now = 4, .relative = true};
    struct change from_zero = {.kind = CHANGE_UP, .now = 1, .delta = 1};
    CU_ASSERT_EQUAL(answer("x > +1%", wide), GATE_TRIPPED);
    CU_ASSERT_EQUAL(answer("x > +10%", wide), GATE_HELD);
    CU_ASSERT_EQUAL(answer("x > +0.4", wide), GATE_TRIPPED);
    CU_ASSERT_EQUAL(answer("x < -1%", wide), GATE_HELD);
    CU_ASSERT_EQUAL(answer("x > +0", none), GATE_HELD);
    CU_ASSERT_EQUAL(answer("x > +0", from_zero), GATE_TRIPPED);
    CU_ASSERT_EQUAL(answer("x > +50%", from_zero), GATE_TRIPPED);
    CU_ASSERT_EQUAL(answer("x > +0", (struct change){.kind = CHANGE_UNKNOWN}), GATE_OPEN);
}

CU_TestInfo change_tests[] = {
    {"changes", test_changes},
    {"conditions", test_conditions},
    {"gates", test_gates},
    CU_TEST_INFO_NULL,
};
