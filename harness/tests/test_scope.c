/* SPDX-License-Identifier: MIT */
/* scenario/scope: what is known when.
 */
#include "tests/suites.h"

#include "scenario/scope.h"

static void test_scope(void)
{
    static const char *const others[] = {"port", NULL};
    struct arena a;
    struct scope s;
    arena_init(&a);
    scope_init(&s, &a);
    scope_add(&s, SCOPE_CONNECTION, "idle");
    scope_add(&s, SCOPE_CONNECTION, "idle");
    struct scope_mark mark = scope_mark(&s);
    scope_add(&s, SCOPE_CONNECTION, "late");
    CU_ASSERT_TRUE(scope_has(&s, SCOPE_CONNECTION, "late"));
    CU_ASSERT_FALSE(scope_has(&s, SCOPE_VARIABLE, "late"));
    CU_ASSERT_STRING_EQUAL(scope_nearest(&s, SCOPE_CONNECTION, "idel", NULL), "idle");
    CU_ASSERT_STRING_EQUAL(scope_nearest(&s, SCOPE_CONNECTION, "prt", others), "port");
    CU_ASSERT_PTR_NULL(scope_nearest(&s, SCOPE_CONNECTION, "prt", NULL));
    scope_rewind(&s, mark);
    CU_ASSERT_FALSE(scope_has(&s, SCOPE_CONNECTION, "late"));
    CU_ASSERT_TRUE(scope_has(&s, SCOPE_CONNECTION, "idle"));
    arena_release(&a);
}

/* A response that was pending before a repeat: may be joined inside it. */
static void test_remove(void)
{
    struct arena a;
    struct scope s;
    arena_init(&a);
    scope_init(&s, &a);
    scope_add(&s, SCOPE_BACKGROUND, "one");
    scope_add(&s, SCOPE_BACKGROUND, "two");
    struct scope_mark mark = scope_mark(&s);
    scope_remove(&s, SCOPE_BACKGROUND, "one");
    scope_remove(&s, SCOPE_BACKGROUND, "never");
    scope_rewind(&s, mark);
    CU_ASSERT_FALSE(scope_has(&s, SCOPE_BACKGROUND, "one"));
    CU_ASSERT_TRUE(scope_has(&s, SCOPE_BACKGROUND, "two"));
    arena_release(&a);
}

CU_TestInfo scope_tests[] = {
    {"scope", test_scope},
    {"remove", test_remove},
    CU_TEST_INFO_NULL,
};
