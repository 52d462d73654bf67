/* SPDX-License-Identifier: MIT */
/* Runs every test of the harness one by one, so that a test without any assertion is found: it
 * counts as failed. Exit status 0 only if all passed and something was asserted. Usage:
 * tests [SOURCE-ROOT]; test data is found below it, default the current folder.
 */
#include "tests/suites.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <CUnit/TestRun.h>

static const struct suite {
    const char *name;
    CU_TestInfo *tests;
} suites[] = {
    {.name = "utf8", .tests = utf8_tests},
    {.name = "complaints", .tests = complaints_tests},
    {.name = "file", .tests = file_tests},
    {.name = "yaml", .tests = yaml_tests},
    {.name = "json", .tests = json_tests},
    {.name = "jq", .tests = jq_tests},
    {.name = "quantity", .tests = quantity_tests},
    {.name = "octets", .tests = octets_tests},
    {.name = "variables", .tests = variables_tests},
    {.name = "capabilities", .tests = capabilities_tests},
    {.name = "words", .tests = words_tests},
    {.name = "glossary", .tests = glossary_tests},
    {.name = "scope", .tests = scope_tests},
    {.name = "check", .tests = check_tests},
    {.name = "load", .tests = load_tests},
    {.name = "cases", .tests = cases_tests},
    {.name = "requirements", .tests = requirements_tests},
    {.name = "profile", .tests = profile_tests},
    {.name = "memory", .tests = memory_tests},
    {.name = "typing", .tests = base_words_tests},
    {.name = "reply", .tests = reply_tests},
    {.name = "wire", .tests = wire_tests},
    {.name = "engine", .tests = engine_tests},
    {.name = "stub requests", .tests = stub_request_tests},
    {.name = "attack", .tests = attack_tests},
    {.name = "process", .tests = process_tests},
    {.name = "probes", .tests = probes_tests},
    {.name = "turns", .tests = turns_tests},
    {.name = "valgrind", .tests = valgrind_tests},
    {.name = "growth", .tests = growth_tests},
    {.name = "soak", .tests = soak_tests},
    {.name = "heap", .tests = heap_tests},
    {.name = "judge", .tests = judge_tests},
    {.name = "outcomes", .tests = outcomes_tests},
    {.name = "mutation", .tests = mutation_tests},
    {.name = "hunt", .tests = hunt_tests},
    {.name = "report", .tests = report_tests},
    {.name = "junit", .tests = junit_tests},
    {.name = "tap", .tests = tap_tests},
    {.name = "ctrf", .tests = ctrf_tests},
    {.name = "annotations", .tests = annotations_tests},
    {.name = "past_result", .tests = past_result_tests},
    {.name = "markdown", .tests = markdown_tests},
    {.name = "html", .tests = html_tests},
    {.name = "percentiles", .tests = percentiles_tests},
    {.name = "histogram", .tests = histogram_tests},
    {.name = "awake", .tests = awake_tests},
    {.name = "change", .tests = change_tests},
    {.name = "bad files", .tests = bad_files_tests},
};

struct tally {
    unsigned passed, failed, assertions;
};

static void show_failures(const struct suite *suite, const CU_TestInfo *test)
{
    for (CU_pFailureRecord f = CU_get_failure_list(); f; f = f->pNext)
        printf("%s:%u: %s, %s: %s\n", f->strFileName ? f->strFileName : "?", f->uiLineNumber,
               suite->name, test->pName, f->strCondition ? f->strCondition : "?");
}

static void run_test(const struct suite *suite, CU_pSuite registered, const CU_TestInfo *test,
                     struct tally *tally)
{
    CU_pTest one = CU_add_test(registered, test->pName, test->pTestFunc);
    CU_ErrorCode ran = one ? CU_run_test(registered, one) : CU_get_error();
    unsigned assertions = CU_get_number_of_asserts();
    bool failed = ran != CUE_SUCCESS || CU_get_number_of_failure_records() > 0 ||
                  CU_get_number_of_suites_failed() > 0;
    show_failures(suite, test);
    if (ran != CUE_SUCCESS)
        printf("%s, %s: could not be run: %s\n", suite->name, test->pName, CU_get_error_msg());
    else if (assertions == 0)
        printf("%s, %s: made no assertion\n", suite->name, test->pName);
    tally->assertions += assertions;
    *(failed || assertions == 0 ? &tally->failed : &tally->passed) += 1;
}

static void run_suite(const struct suite *suite, struct tally *tally)
{
    CU_pSuite registered = CU_add_suite(suite->name, NULL, NULL);
    unsigned before = tally->failed;
    if (!registered) {
        printf("%s: could not be registered: %s\n", suite->name, CU_get_error_msg());
        tally->failed++;
        return;
    }
    for (const CU_TestInfo *test = suite->tests; test->pName; test++)
        run_test(suite, registered, test, tally);
    printf("  %-14s %s\n", suite->name, tally->failed == before ? "ok" : "FAILED");
}

int main(int argc, char **argv)
{
    struct tally tally = {.passed = 0};
    if (argc > 1 && chdir(argv[1]) == -1) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    if (CU_initialize_registry() != CUE_SUCCESS) {
        fprintf(stderr, "tests: %s\n", CU_get_error_msg());
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        run_suite(&suites[i], &tally);
    CU_cleanup_registry();
    printf("%u passed, %u failed\n", tally.passed, tally.failed);
    return tally.failed == 0 && tally.assertions > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
