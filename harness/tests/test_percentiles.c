/* SPDX-License-Identifier: MIT */
/* report/percentiles: the form that plotters read, and that it says what the histogram says.
 */
#include "tests/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "load/histogram.h"
#include "report/percentiles.h"
#include "tests/golden/golden.h"

enum { BUCKETS = 2000, ANSWERS = 100000 };

static struct load_bucket buckets[BUCKETS];

/* 1, 2, 3 ... 100,000 us, each once. */
static void fill(struct histogram *h, struct load_figures *l)
{
    struct histogram_bucket one = {.next = 0};
    histogram_clear(h);
    for (uint64_t i = 1; i <= ANSWERS; i++)
        histogram_record(h, i * 1000);
    for (; histogram_each(h, &one); l->latency_count++)
        buckets[l->latency_count] = (struct load_bucket){.most = one.most, .count = one.count};
    l->latency = buckets;
}

/* Each line is the first bucket that has so large a share below it; shares rise to 1. */
static void check_lines(const char *text, const struct histogram *h)
{
    double value, share, before = -1, up_to;
    unsigned lines = 0;
    for (const char *at = strstr(text, "TotalCount"); at && (at = strchr(at, '\n')); at++) {
        if (at[1] == '\n' || sscanf(at, "%lf %lf %lf", &value, &share, &up_to) != 3 || before == 1)
            continue;
        double known = (double)histogram_percentile(h, share) / 1e6;
        CU_ASSERT_TRUE(share > before);
        CU_ASSERT_TRUE(value >= known - 0.001 && value <= known * 1.008 + 0.001);
        CU_ASSERT_TRUE(up_to >= share * ANSWERS - 0.5);
        before = share;
        lines++;
    }
    CU_ASSERT_EQUAL(before, 1);
    CU_ASSERT_TRUE(lines > 30 && lines < 120);
}

static void test_form(void)
{
    struct histogram *h = memory_get(sizeof *h);
    struct load_figures load = {.step_number = 2};
    struct scenario_result scenario = {
        .id = "load-open", .mode = "native", .loads = &load, .load_count = 1};
    const struct run_result run = {.scenarios = &scenario, .scenario_count = 1};
    size_t length = 0;
    fill(h, &load);
    char *text = golden_text(percentiles_write, &run, &length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# load-open, native, step 2: latency from"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "#[Mean    = "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "Total count    =       100000]"));
    check_lines(text, h);
    free(text);
    memory_drop(h);
}

static void test_nothing_played(void)
{
    const struct run_result run = {.scenario_count = 0};
    size_t length = 0;
    char *text = golden_text(percentiles_write, &run, &length);
    CU_ASSERT_STRING_EQUAL(text, "# no load was played\n");
    free(text);
}

CU_TestInfo percentiles_tests[] = {
    {"the form that plotters read", test_form},
    {"nothing was played", test_nothing_played},
    CU_TEST_INFO_NULL,
};
