/* SPDX-License-Identifier: MIT */
/*
 * Runs every suite. The exit status is 0 only if something was asserted and nothing failed.
 */
#include "tests/suites.h"

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdlib.h>

static const struct suite *const suites[] = {
    &suite_text,   &suite_date,        &suite_fault,      &suite_head,
    &suite_body,   &suite_chunks,      &suite_conditions, &suite_connections,
    &suite_loop,   &suite_engines,     &suite_answer,     &suite_pool,
    &suite_conn,   &suite_conn_states, &suite_conn_time,  &suite_resources,
    &suite_routes, &suite_middleware,  &suite_users,      &suite_small_handlers,
    &suite_files,  &suite_media,       &suite_site,       &suite_call,
    &suite_chains, &suite_lines,
};

static bool add(const struct suite *suite)
{
    CU_pSuite added = CU_add_suite(suite->name, NULL, NULL);
    if (added == NULL)
        return false;
    for (const struct test *t = suite->tests; t->name != NULL; t++)
        if (CU_add_test(added, t->name, t->run) == NULL)
            return false;
    return true;
}

int main(void)
{
    bool added = CU_initialize_registry() == CUE_SUCCESS;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        added = added && add(suites[i]);
    if (added)
        CU_basic_run_tests();
    bool good = added && CU_get_number_of_failures() == 0 &&
                CU_get_number_of_suites_failed() == 0 && CU_get_number_of_asserts() > 0;
    printf("%u passed, %u failed\n", CU_get_number_of_tests_run() - CU_get_number_of_tests_failed(),
           CU_get_number_of_tests_failed() + !added);
    CU_cleanup_registry();
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
