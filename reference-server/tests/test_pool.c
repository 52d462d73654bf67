/* SPDX-License-Identifier: MIT */
/*
 * The pool lends what it has, and no more.
 */
#include "http/pool.h"
#include "tests/suites.h"

static void test_lending(void)
{
    char arena[3 * 16];
    void *stack[3];
    void *taken[3];
    struct pool p;
    pool_stock(&p, POOL_WORK, arena, 16, stack, 3);
    pool_stock(&p, POOL_LARGE, arena, 16, stack, 0);
    for (size_t i = 0; i < 3; i++) {
        const void *next = pool_peek(&p, POOL_WORK);
        taken[i] = pool_take(&p, POOL_WORK);
        CU_ASSERT_PTR_NOT_NULL(taken[i]);
        CU_ASSERT_PTR_EQUAL(taken[i], next);
        CU_ASSERT(i == 0 || taken[i] != taken[i - 1]);
    }
    CU_ASSERT_PTR_NULL(pool_peek(&p, POOL_WORK));
    CU_ASSERT_PTR_NULL(pool_take(&p, POOL_WORK));
    CU_ASSERT_PTR_NULL(pool_take(&p, POOL_LARGE));
    pool_give(&p, POOL_WORK, taken[1]);
    CU_ASSERT_PTR_EQUAL(pool_take(&p, POOL_WORK), taken[1]);
}

static const struct test tests[] = {
    {.name = "lending", .run = test_lending},
    {.name = NULL},
};

const struct suite suite_pool = {.name = "http/pool", .tests = tests};
