/* SPDX-License-Identifier: MIT */
/* scenario/requirements: the shipped list, and files that are none.
 */
#include "tests/suites.h"

#include <string.h>

#include "scenario/requirements.h"

static void test_shipped(void)
{
    struct failure why = {.code = FAILURE_NONE};
    struct requirement_list list;
    unsigned errors = 0;
    size_t project = 0;
    CU_ASSERT_TRUE(requirements_load(&list, "scenarios/requirements.yaml", stdout, &errors, &why));
    CU_ASSERT_EQUAL(list.count, 51);
    for (size_t i = 0; i < list.count; i++) {
        CU_ASSERT_PTR_EQUAL(requirement_find(&list, list.items[i].id), &list.items[i]);
        CU_ASSERT_STRING_EQUAL(list.ids[i], list.items[i].id);
        CU_ASSERT_NOT_EQUAL(list.items[i].title[0], '\0');
        CU_ASSERT_NOT_EQUAL(list.items[i].source[0], '\0');
        project += list.items[i].kind == REQUIREMENT_PROJECT;
    }
    CU_ASSERT_EQUAL(project, 10);
    CU_ASSERT_PTR_NULL(list.ids[list.count]);
    CU_ASSERT_PTR_NULL(requirement_find(&list, "S9.9"));
    requirements_release(&list);
}

static void test_none(void)
{
    struct failure why = {.code = FAILURE_NONE}, other = {.code = FAILURE_NONE};
    struct requirement_list list;
    unsigned errors = 0;
    FILE *nowhere = fopen("/dev/null", "w");
    CU_ASSERT_PTR_NOT_NULL(nowhere);
    if (!nowhere)
        return;
    CU_ASSERT_FALSE(requirements_load(&list, "no/such/file.yaml", nowhere, &errors, &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
    CU_ASSERT_PTR_NULL(list.ids[0]);
    requirements_release(&list);
    CU_ASSERT_FALSE(
        requirements_load(&list, "scenarios/candidates/refserver.yaml", nowhere, &errors, &other));
    CU_ASSERT_EQUAL(other.code, FAILURE_SCENARIO);
    CU_ASSERT_EQUAL(errors, 1);
    requirements_release(&list);
    fclose(nowhere);
}

CU_TestInfo requirements_tests[] = {
    {"shipped", test_shipped},
    {"none", test_none},
    CU_TEST_INFO_NULL,
};
