/* SPDX-License-Identifier: MIT */
/*
 * One row per suite; tests/main.c lists the rows, each suite's file defines its own.
 */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <stdio.h>

#include <CUnit/CUnit.h>

struct test {
    const char *name;
    void (*run)(void);
};

struct suite {
    const char *name;
    const struct test *tests; /* ends with an empty row */
};

/* Like CU_ASSERT, but the report names the row of the table that was being tested. */
#define CHECK_ROW(condition, row)                                                                  \
    CU_assertImplementation((condition) ? CU_TRUE : CU_FALSE, __LINE__, (row), __FILE__, "",       \
                            CU_FALSE)

extern const struct suite suite_text, suite_date, suite_fault, suite_head, suite_body, suite_chunks,
    suite_conditions, suite_loop, suite_engines, suite_connections, suite_answer, suite_pool,
    suite_conn, suite_conn_states, suite_conn_time, suite_resources, suite_routes, suite_middleware,
    suite_users, suite_small_handlers, suite_files, suite_media, suite_site, suite_call,
    suite_chains, suite_lines;

#endif
