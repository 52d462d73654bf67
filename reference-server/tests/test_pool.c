/* SPDX-License-Identifier: MIT */
/*
 * The pool lends what it has, and no more.
 */
#include "http/conn.h"
#include "tests/suites.h"

static void test_lending(void)
{
    char arena[3 * 16];
    void *taken[3];
    struct pool p;
    struct pool none;
    pool_stock(&p, arena, 16, 3);
    pool_stock(&none, arena, 16, 0);
    for (size_t i = 0; i < 3; i++) {
        const void *next = pool_peek(&p);
        taken[i] = pool_take(&p);
        CU_ASSERT_PTR_NOT_NULL(taken[i]);
        CU_ASSERT_PTR_EQUAL(taken[i], next);
        CU_ASSERT(i == 0 || taken[i] != taken[i - 1]);
    }
    CU_ASSERT_PTR_NULL(pool_peek(&p));
    CU_ASSERT_PTR_NULL(pool_take(&p));
    CU_ASSERT_PTR_NULL(pool_take(&none));
    CU_ASSERT(p.missed && p.lent == p.count);
    pool_give(&p, taken[0]);
    pool_give(&p, taken[1]);
    CU_ASSERT(p.missed && p.lent < p.count);
    CU_ASSERT_PTR_EQUAL(pool_take(&p), taken[1]);
    CU_ASSERT_PTR_EQUAL(pool_take(&p), taken[0]);
    CU_ASSERT_PTR_NULL(pool_take(&p));
    CU_ASSERT_EQUAL(p.lent, 3);
}

static const struct test tests[] = {
    {.name = "lending", .run = test_lending},
    {.name = NULL},
};

const struct suite suite_pool = {.name = "http/pool", .tests = tests};
