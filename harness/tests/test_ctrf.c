/* SPDX-License-Identifier: MIT */
/* report/ctrf: the golden file, its counts and times. harness/tests/reports has what validators
 * say of it.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "report/ctrf.h"
#include "tests/golden/golden.h"

static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(ctrf_write, &run, &length);
    golden_check("ctrf.json", text, length);
    free(text);
}

static void check_part(const struct run_result *run, const char *part)
{
    size_t length = 0;
    char *text = golden_text(ctrf_write, run, &length);
    CU_ASSERT_TRUE(json_is_valid(text, length, NULL, 0));
    CU_assertImplementation(strstr(text, part) != NULL, __LINE__, part, __FILE__, "", CU_FALSE);
    free(text);
}

static void test_counts(void)
{
    const struct run_result run = golden_run();
    check_part(&run,
               "\"tests\": 8,\n      \"passed\": 4,\n      \"failed\": 2,\n      \"skipped\": "
               "1,\n      \"pending\": 0,\n      \"other\": 1,\n");
    check_part(&run, "\"status\": \"other\",\n        \"rawStatus\": \"inconclusive\"");
}

static void test_times(void)
{
    static const struct {
        const char *started, *start;
    } rows[] = {
        {"1970-01-01T00:00:00Z", "\"start\": 0,"},
        {"2000-02-29T12:00:00Z", "\"start\": 951825600000,"},
        {"2026-11-22T08:15:30Z", "\"start\": 1795335330000,"},
        {"2100-03-01T00:00:01Z", "\"start\": 4107542401000,"},
        {"yesterday", "\"start\": 0,"},
        {"2026-11-22T08:15:3xZ", "\"start\": 0,"},
    };
    struct run_result run = golden_run();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run.started = rows[i].started;
        check_part(&run, rows[i].start);
    }
}

static void test_never_green_without_reason(void)
{
    struct run_result run = golden_run();
    run.scenario_count = 0;
    check_part(&run, "\"tests\": 1,\n      \"passed\": 0,\n      \"failed\": 1,");
    check_part(&run, "\"message\": \"cannot start <valgrind>\"");
    run.broken = NULL;
    check_part(&run, "\"name\": \"the run was not accepted\"");
    run.verdict = RUN_ACCEPTED;
    check_part(&run, "\"tests\": 0,");
}

CU_TestInfo ctrf_tests[] = {
    {"golden file", test_golden},
    {"counts are right", test_counts},
    {"times", test_times},
    {"never green without reason", test_never_green_without_reason},
    CU_TEST_INFO_NULL,
};
