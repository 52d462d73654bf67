/* SPDX-License-Identifier: MIT */
/* oracle/soak on made-up servers: each a rule for what memory is after so many cycles.
 */
#include "tests/suites.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "oracle/soak.h"
#include "oracle/soaked.h"

enum { CYCLES_MAX = 1000000 };

typedef void server_fn(uint64_t cycles, struct growth_reading *m);

static void clean(uint64_t cycles, struct growth_reading *m)
{
    (void)cycles, (void)m;
}

static void pool(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = cycles < 3000 ? (int64_t)cycles / 10 : 300;
    m->octets = m->blocks * 100;
}

static void one_in_1000(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = (int64_t)cycles / 1000;
    m->octets = m->blocks * 24;
}

static void each_cycle(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = (int64_t)cycles;
    m->octets = m->blocks * 4096;
    m->anonymous = m->octets;
}

/* Rarer than a block is long, at first. */
static void one_in_5000(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = (int64_t)cycles / 5000;
    m->octets = m->blocks * 5000;
}

/* What a tidy server keeps moves up and down. */
static void breathing(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = (int64_t)(cycles * 7919 % 11);
    m->octets = m->blocks * 50;
}

/* A buffer of one block that is made twice as large when it is full. */
static void doubling(uint64_t cycles, struct growth_reading *m)
{
    m->blocks = 1;
    m->octets = 4096;
    while (m->octets < (int64_t)cycles * 256)
        m->octets *= 2;
    m->anonymous = (int64_t)cycles * 256;
}

static void static_clean(uint64_t cycles, struct growth_reading *m)
{
    m->metered = false;
    m->anonymous = cycles < 1500 ? 0 : 900000 + (int64_t)(cycles / 5000 % 2) * 4096;
}

static void static_leak(uint64_t cycles, struct growth_reading *m)
{
    m->metered = false;
    m->anonymous = (int64_t)cycles * 4 / 4096 * 4096;
}

/* The heap of a garbage collector: finds its size, and wavers about it. */
static void collector(uint64_t cycles, struct growth_reading *m)
{
    m->metered = false;
    m->anonymous = (int64_t)(3e6 - 3e6 * exp(-(double)cycles / 30000)) +
                   (int64_t)(cycles / 5000 * 7919 % 11) * 40000;
}

static void hidden_leak(uint64_t cycles, struct growth_reading *m)
{
    m->anonymous = (int64_t)cycles * 64;
}

static void secretive(uint64_t cycles, struct growth_reading *m)
{
    m->readable = cycles < 2000;
}

static const struct row {
    const char *name;
    server_fn *server;
    enum soak_answer answer;
    enum growth_tier tier;
    uint64_t at_most; /* cycles in all */
} rows[] = {
    {"clean", clean, SOAK_PASS, TIER_HEAP, 40000},
    {"a pool that fills", pool, SOAK_PASS, TIER_HEAP, 50000},
    {"a block in 1000 cycles", one_in_1000, SOAK_FAIL, TIER_HEAP, 20000},
    {"a block each cycle", each_cycle, SOAK_FAIL, TIER_HEAP, 20000},
    {"a block in 5000 cycles", one_in_5000, SOAK_FAIL, TIER_HEAP, 150000},
    {"up and down", breathing, SOAK_PASS, TIER_HEAP, 400000},
    {"a buffer that doubles", doubling, SOAK_OPEN, TIER_HEAP, CYCLES_MAX},
    {"static and clean", static_clean, SOAK_PASS, TIER_RESIDENT, 60000},
    {"static and leaking", static_leak, SOAK_FAIL, TIER_RESIDENT, 200000},
    {"collecting garbage", collector, SOAK_PASS, TIER_RESIDENT, CYCLES_MAX},
    {"leaking where the meter does not see", hidden_leak, SOAK_FAIL, TIER_RESIDENT, 200000},
    {"not to be read", secretive, SOAK_UNKNOWN, TIER_HEAP, 3000},
};

static const struct soak_profile profile = {.cycles = 864000, .budget = 1048576};

static enum soak_answer play(struct soak *s, server_fn *server)
{
    struct soak_reading r = {.memory = {.metered = true, .readable = true}};
    enum soak_answer answer = SOAK_OPEN;
    soak_begin(s, &profile, &r);
    while (answer == SOAK_OPEN && r.cycles < CYCLES_MAX) {
        r.cycles += s->block;
        r.taken_octets = r.cycles * 200;
        r.memory = (struct growth_reading){.metered = true, .readable = true};
        server(r.cycles, &r.memory);
        answer = soak_add(s, &r);
    }
    return answer;
}

static void test_servers(void)
{
    struct soak *s = memory_get(sizeof *s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum soak_answer answer = play(s, rows[i].server);
        uint64_t cycles = s->readings[s->count - 1].cycles;
        if (answer != rows[i].answer || s->tier != rows[i].tier || cycles > rows[i].at_most)
            printf("soak: %s: answer %d by tier %d after %llu cycles, bound %.0f\n", rows[i].name,
                   (int)answer, (int)s->tier, (unsigned long long)cycles, s->bound);
        CU_ASSERT_EQUAL(answer, rows[i].answer);
        CU_ASSERT_EQUAL(s->tier, rows[i].tier);
        CU_ASSERT_TRUE(cycles <= rows[i].at_most);
    }
    memory_drop(s);
}

static void test_the_bound(void)
{
    struct soak *s = memory_get(sizeof *s);
    CU_ASSERT_EQUAL(play(s, clean), SOAK_PASS);
    CU_ASSERT_TRUE(s->bound > 0 && s->bound <= profile.budget);
    CU_ASSERT_EQUAL(s->loss, SOAK_LEAST_LOSS);
    /* the rule of three: with no event in N trials, 3/N is a 95 % bound */
    double three = 3 / (double)soak_cycles(s);
    CU_ASSERT_TRUE(s->share < three && s->share > 0.99 * three);
    memory_drop(s);
}

/* --- a soak that lasted ------------------------------------------------------------------------
 */

enum { SEGMENT = 100, BOTH = 200 };

/* Two segments; each begins with a warm-up of 9 blocks and then keeps one every `every` readings.
 */
static struct soaked lasted(size_t count, size_t every, bool metered, int64_t weight)
{
    struct soaked_reading r[BOTH];
    for (size_t i = 0; i < count; i++) {
        size_t at = i % SEGMENT;
        int64_t blocks = (at < 9 ? (int64_t)at : 9) + (every ? (int64_t)(at / every) : 0);
        r[i] = (struct soaked_reading){.segment = (unsigned)(i / SEGMENT) + 1};
        r[i].at.memory = (struct growth_reading){.metered = metered,
                                                 .readable = true,
                                                 .blocks = blocks,
                                                 .octets = blocks * weight,
                                                 .anonymous = blocks * weight};
    }
    return soaked_judge(1048576, r, count);
}

static void test_lasted(void)
{
    static const struct {
        const char *name;
        size_t count, every;
        int64_t weight;
        enum soak_answer answer;
        enum growth_tier tier;
        unsigned segments;
        bool metered;
    } all[] = {
        {"clean", BOTH, 0, 100, SOAK_PASS, TIER_HEAP, 2, true},
        {"one segment", SEGMENT, 0, 100, SOAK_PASS, TIER_HEAP, 1, true},
        {"too short", 11, 0, 100, SOAK_OPEN, TIER_HEAP, 1, true},
        {"a small leak in each part", BOTH, 10, 16, SOAK_FAIL, TIER_HEAP, 2, true},
        {"a few blocks, not in each part", BOTH, 50, 16, SOAK_PASS, TIER_HEAP, 2, true},
        {"over the budget", BOTH, 50, 800000, SOAK_FAIL, TIER_HEAP, 2, true},
        {"static and clean", BOTH, 0, 4096, SOAK_PASS, TIER_RESIDENT, 2, false},
        {"static, a little over", BOTH, 50, 600000, SOAK_UNKNOWN, TIER_RESIDENT, 2, false},
        {"static and leaking", BOTH, 10, 400000, SOAK_FAIL, TIER_RESIDENT, 2, false},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct soaked s = lasted(all[i].count, all[i].every, all[i].metered, all[i].weight);
        if (s.answer != all[i].answer || s.tier != all[i].tier)
            printf("soaked: %s: answer %d by tier %d, %lld B\n", all[i].name, (int)s.answer,
                   (int)s.tier, (long long)s.octets);
        CU_ASSERT_EQUAL(s.answer, all[i].answer);
        CU_ASSERT_EQUAL(s.tier, all[i].tier);
        CU_ASSERT_EQUAL(s.segments, all[i].segments);
    }
}

CU_TestInfo soak_tests[] = {
    {"made-up servers", test_servers},
    {"the bound", test_the_bound},
    {"a soak that lasted", test_lasted},
    CU_TEST_INFO_NULL,
};
