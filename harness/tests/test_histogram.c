/* SPDX-License-Identifier: MIT */
/* load/histogram: the promised precision over the whole range, ranks, merging.
 */
#include "tests/suites.h"

#include "base/memory.h"
#include "load/histogram.h"

static struct histogram *fresh(void)
{
    struct histogram *h = memory_get(sizeof *h);
    histogram_clear(h);
    return h;
}

static void test_precision_over_the_whole_range(void)
{
    struct histogram *h = fresh();
    unsigned wrong = 0;
    for (uint64_t v = 1; v < UINT64_MAX / 3; v = v * 3 / 2 + 1) {
        histogram_clear(h);
        histogram_record(h, v);
        histogram_record(h, UINT64_MAX);
        uint64_t seen = histogram_rank(h, 1);
        wrong += seen < v || (double)(seen - v) > (double)v / HISTOGRAM_SUB;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(histogram_rank(h, 2), UINT64_MAX);
    memory_drop(h);
}

static void test_percentiles(void)
{
    struct histogram *h = fresh();
    CU_ASSERT_EQUAL(histogram_percentile(h, 0.5), 0);
    for (uint64_t i = 1; i <= 100; i++)
        histogram_record(h, i);
    CU_ASSERT_EQUAL(histogram_percentile(h, 0.5), 50);
    CU_ASSERT_EQUAL(histogram_percentile(h, 0.95), 95);
    CU_ASSERT_EQUAL(histogram_percentile(h, 1), 100);
    CU_ASSERT_EQUAL(histogram_percentile(h, 0), 1);
    CU_ASSERT_EQUAL(h->min, 1);
    CU_ASSERT_EQUAL(h->max, 100);
    memory_drop(h);
}

static void test_never_above_the_maximum(void)
{
    struct histogram *h = fresh();
    histogram_record(h, 1000001);
    CU_ASSERT_EQUAL(histogram_percentile(h, 0.99), 1000001);
    memory_drop(h);
}

static void test_merging_is_adding(void)
{
    struct histogram *a = fresh(), *b = fresh(), *both = fresh(), *empty = fresh();
    for (uint64_t i = 0; i < 5000; i++) {
        histogram_record(i % 3 ? a : b, i * i);
        histogram_record(both, i * i);
    }
    histogram_merge(a, b);
    histogram_merge(a, empty);
    CU_ASSERT_EQUAL(a->total, both->total);
    CU_ASSERT_EQUAL(a->max, both->max);
    CU_ASSERT_EQUAL(a->min, both->min);
    for (uint64_t rank = 1; rank <= 5000; rank += 499)
        CU_ASSERT_EQUAL(histogram_rank(a, rank), histogram_rank(both, rank));
    memory_drop(a);
    memory_drop(b);
    memory_drop(both);
    memory_drop(empty);
}

static void test_each_bucket_once(void)
{
    struct histogram *h = fresh();
    struct histogram_bucket one = {.next = 0};
    uint64_t sum = 0, last = 0;
    CU_ASSERT_FALSE(histogram_each(h, &one));
    for (uint64_t i = 1; i <= 100000; i *= 3)
        histogram_record(h, i);
    histogram_record(h, 1);
    one = (struct histogram_bucket){.next = 0};
    while (histogram_each(h, &one)) {
        CU_ASSERT_TRUE(one.count > 0 && one.most > last);
        CU_ASSERT_TRUE(sum > 0 || (one.most == 1 && one.count == 2));
        sum += one.count;
        last = one.most;
    }
    CU_ASSERT_EQUAL(sum, h->total);
    CU_ASSERT_EQUAL(last, h->max);
    memory_drop(h);
}

CU_TestInfo histogram_tests[] = {
    {"precision over the whole range", test_precision_over_the_whole_range},
    {"percentiles", test_percentiles},
    {"never above the maximum", test_never_above_the_maximum},
    {"merging is adding", test_merging_is_adding},
    {"each bucket once", test_each_bucket_once},
    CU_TEST_INFO_NULL,
};
