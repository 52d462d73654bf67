/* SPDX-License-Identifier: MIT */
/* oracle/growth on made-up rounds: who is convicted, who is acquitted, by which tier.
 */
#include "tests/suites.h"

#include "oracle/growth.h"

enum { ROUNDS = GROWTH_READINGS_MAX - 1 };

struct row {
    const char *name;
    int64_t blocks[ROUNDS], octets[ROUNDS], kib[ROUNDS]; /* what each round adds */
    uint64_t answers;                                    /* in each round */
    int64_t ms[ROUNDS];                                  /* that it lasts */
    bool unmetered, unreadable;
    enum growth_answer answer;
    enum growth_tier tier;
    bool even;     /* convicts without more processes */
    size_t rounds; /* that it takes */
};

static const struct row rows[] = {
    {.name = "nothing grows", .answer = GROWTH_NONE, .rounds = 1},
    {.name = "kept since first use",
     .blocks = {7},
     .octets = {900},
     .answer = GROWTH_NONE,
     .rounds = 2},
    {.name = "16 octets a request",
     .blocks = {20, 20, 20, 20, 20},
     .answers = 20,
     .answer = GROWTH_LEAK,
     .even = true,
     .rounds = 5},
    {.name = "one in a thousand requests",
     .blocks = {1, 1, 1, 2, 1, 1, 1, 1},
     .answers = 1021,
     .answer = GROWTH_LEAK,
     .rounds = 8},
    {.name = "16 octets a request, of which one is read a round later",
     .blocks = {20, 20, 21, 20, 19},
     .answers = 20,
     .answer = GROWTH_LEAK,
     .even = true,
     .rounds = 5},
    {.name = "one array that grows",
     .octets = {16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384},
     .answers = 1000,
     .answer = GROWTH_LEAK,
     .rounds = 8},
    {.name = "one buffer that four rounds make larger",
     .octets = {65536, 65536, 65536, 65536, 65536, 0},
     .answers = 1000,
     .answer = GROWTH_NONE,
     .rounds = 6},
    {.name = "a small leak behind a large pool",
     .blocks = {4254, 39, 40, 39, 39, 40, 39, 39},
     .answers = 39000,
     .answer = GROWTH_LEAK,
     .rounds = 8},
    {.name = "a pool that finds four new peaks",
     .blocks = {4254, 39, 39, 45, 102, 0},
     .answers = 20000,
     .answer = GROWTH_NONE,
     .rounds = 6},
    {.name = "a pool that fills",
     .blocks = {4176, 29, 570, 24, 3, 0},
     .answers = 2000,
     .answer = GROWTH_NONE,
     .rounds = 6},
    {.name = "a pool that goes on filling",
     .blocks = {900, 500, 200, 90, 40, 20, 9, 4},
     .answers = 100,
     .answer = GROWTH_NONE,
     .rounds = 6},
    {.name = "a pool of many parts",
     .blocks = {4157, 51, 54, 42, 27, 15, 18, 15},
     .answers = 20000,
     .answer = GROWTH_NONE,
     .rounds = 6},
    {.name = "a timer's, in rounds of any length",
     .blocks = {20, 18, 8, 16, 13, 40, 27, 22},
     .answers = 100,
     .ms = {2000, 1800, 800, 1600, 1300, 4000, 2700, 2200},
     .answer = GROWTH_LEAK,
     .even = true,
     .rounds = 6},
    {.name = "peaks of a pool that come alike by chance",
     .blocks = {39, 123, 34, 16, 34, 30},
     .answers = 470,
     .answer = GROWTH_LEAK,
     .rounds = 6},
    {.name = "growth without a rule",
     .blocks = {900, 50, 5, 60, 4, 70, 5, 66},
     .answers = 100,
     .answer = GROWTH_UNKNOWN,
     .rounds = 8},
    {.name = "large growth that nobody counted",
     .kib = {4096, 1024, 8},
     .answer = GROWTH_NONE,
     .tier = TIER_RESIDENT,
     .rounds = 3},
    {.name = "large growth that was counted",
     .octets = {0, 3000000},
     .blocks = {9, 1},
     .kib = {8, 4096},
     .answer = GROWTH_NONE,
     .rounds = 3},
    {.name = "nobody meters, and it rests",
     .unmetered = true,
     .kib = {60},
     .answer = GROWTH_NONE,
     .tier = TIER_RESIDENT,
     .rounds = 1},
    {.name = "nobody meters, and it grows",
     .unmetered = true,
     .kib = {300, 300, 300, 300, 300, 300, 300, 300},
     .answer = GROWTH_LEAK,
     .tier = TIER_RESIDENT,
     .rounds = 8},
    {.name = "nobody meters, and it creeps",
     .unmetered = true,
     .kib = {100, 100, 100, 100, 100, 100, 100, 100},
     .answer = GROWTH_UNKNOWN,
     .tier = TIER_RESIDENT,
     .rounds = 8},
    {.name = "nobody may look",
     .unmetered = true,
     .unreadable = true,
     .answer = GROWTH_UNKNOWN,
     .tier = TIER_RESIDENT,
     .rounds = 1},
};

static struct growth_reading next_of(const struct row *row, struct growth_reading r, size_t round)
{
    r.blocks += row->blocks[round];
    r.octets += row->octets[round];
    r.anonymous += row->kib[round] * 1024;
    r.answers += row->answers;
    r.at += row->ms[round] * 1000000;
    return r;
}

static void test_rounds(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct growth_reading r[GROWTH_READINGS_MAX] = {
            {.metered = !row->unmetered, .readable = !row->unreadable}};
        struct growth_verdict v = {.answer = GROWTH_OPEN};
        size_t count = 1;
        while (v.answer == GROWTH_OPEN && count < GROWTH_READINGS_MAX) {
            r[count] = next_of(row, r[count - 1], count - 1);
            count++;
            v = growth_judge(r, count);
        }
        if (v.answer != row->answer || v.tier != row->tier || count - 1 != row->rounds)
            printf("growth: %s: answer %d by tier %d after %zu rounds\n", row->name, (int)v.answer,
                   (int)v.tier, count - 1);
        CU_ASSERT_EQUAL(v.answer, row->answer);
        CU_ASSERT_EQUAL(v.tier, row->tier);
        CU_ASSERT_EQUAL(v.even, row->even);
        CU_ASSERT_EQUAL(count - 1, row->rounds);
    }
}

static void test_validity(void)
{
    const struct growth_reading before = {.metered = true, .readable = true};
    struct growth_reading now = before;
    CU_ASSERT_TRUE(growth_meter_is_valid(&before, &now));
    now.anonymous = GROWTH_LITTLE;
    CU_ASSERT_FALSE(growth_meter_is_valid(&before, &now));
    now.octets = GROWTH_LITTLE / 2;
    CU_ASSERT_TRUE(growth_meter_is_valid(&before, &now));
    now.metered = false;
    CU_ASSERT_FALSE(growth_meter_is_valid(&before, &now));
}

CU_TestInfo growth_tests[] = {
    {"who is convicted, who is acquitted", test_rounds},
    {"when the heap meter may speak", test_validity},
    CU_TEST_INFO_NULL,
};
