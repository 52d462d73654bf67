/* SPDX-License-Identifier: MIT */
/* report/tap: the golden file, and that nothing a candidate says becomes part of the protocol.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "data/utf8.h"
#include "report/tap.h"
#include "tests/golden/golden.h"

static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(tap_write, &run, &length);
    golden_check("report.tap", text, length);
    free(text);
}

static unsigned count_lines(const char *text, const char *beginning)
{
    unsigned count = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        count += strncmp(line, beginning, strlen(beginning)) == 0;
    return count;
}

static void test_points(void)
{
    size_t length = 0;
    struct run_result run = golden_run();
    char *text = golden_text(tap_write, &run, &length);
    CU_ASSERT_EQUAL(strncmp(text, "TAP version 14\n1..8\n", 20), 0);
    CU_ASSERT_EQUAL(count_lines(text, "ok "), 5);
    CU_ASSERT_EQUAL(count_lines(text, "not ok "), 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nok 2 - rest-crud (2), native\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nok 5 - photo, native # SKIP waived: no "));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "\nnot ok 6 - busy, native\n  ---\n  verdict: \"inconclus"));
    CU_ASSERT_PTR_NULL(strstr(text, "TODO"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nBail out! cannot start <valgrind>\n"));
    free(text);
}

/* A run that was not accepted has a point that says so. */
static void test_never_green_without_reason(void)
{
    size_t length = 0;
    struct run_result run = golden_run();
    run.scenario_count = 0;
    run.broken = NULL;
    char *text = golden_text(tap_write, &run, &length);
    CU_ASSERT_EQUAL(strncmp(text, "TAP version 14\n1..1\n", 20), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nnot ok 1 - the run was not accepted: rejected\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nBail out! cut off by signal 2\n"));
    free(text);
    run.verdict = RUN_ACCEPTED;
    run.signal = 0;
    text = golden_text(tap_write, &run, &length);
    CU_ASSERT_EQUAL(count_lines(text, "not ok"), 0);
    CU_ASSERT_EQUAL(count_lines(text, "Bail"), 0);
    free(text);
}

static bool is_inert(const char *text, size_t length)
{
    for (size_t n; length; text += n, length -= n) {
        uint32_t code = 0;
        n = utf8_next(text, length, &code);
        if (n == 0 || (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0))
            return false;
    }
    return true;
}

/* The octets of one text of a run, once as each text that a candidate has a hand in. */
static void check_octets(const char *octets)
{
    struct check_result check = {.step = octets,
                                 .step_number = 1,
                                 .text = octets,
                                 .verdict = VERDICT_FAIL,
                                 .expected = octets,
                                 .measured = octets,
                                 .reason = octets,
                                 .evidence = octets};
    struct run_result run = golden_run();
    struct scenario_result scenario = run.scenarios[0];
    size_t length = 0;
    scenario.reason = octets;
    scenario.checks = &check;
    scenario.check_count = 1;
    run.candidate = run.broken = octets;
    run.scenarios = &scenario;
    run.scenario_count = 1;
    char *text = golden_text(tap_write, &run, &length);
    CU_ASSERT_TRUE(is_inert(text, length));
    CU_ASSERT_EQUAL(count_lines(text, "not ok 1 - rest-crud, native"), 1);
    CU_ASSERT_EQUAL(count_lines(text, "ok "), 0);
    CU_ASSERT_EQUAL(count_lines(text, "  ..."), 1);
    CU_ASSERT_EQUAL(count_lines(text, "      ..."), 1);
    CU_ASSERT_EQUAL(count_lines(text, "Bail out!"), 1);
    free(text);
}

static void test_any_octets(void)
{
    char octets[64];
    unsigned state = 1;
    check_octets("# SKIP not a directive\nok 1 - me\n  ...\n1..0\nBail out! no\n");
    for (int round = 0; round < 500; round++) {
        for (size_t i = 0; i < sizeof octets; i++) {
            state = state * 1664525 + 1013904223;
            octets[i] = (char)(1 + (state >> 16) % 255);
        }
        octets[sizeof octets - 1] = '\0';
        check_octets(octets);
    }
}

static void test_a_description_has_no_directive(void)
{
    struct check_result check = {
        .text = "a # TODO \\", .verdict = VERDICT_FAIL, .expected = "", .measured = "\xff\\n"};
    struct run_result run = golden_run();
    size_t length = 0;
    run.scenarios = &(struct scenario_result){.id = "x",
                                              .title = "",
                                              .mode = "native",
                                              .file = "",
                                              .verdict = VERDICT_FAIL,
                                              .checks = &check,
                                              .check_count = 1,
                                              .again = ""};
    run.scenario_count = 1;
    char *text = golden_text(tap_write, &run, &length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "    not ok 1 - a \\# TODO \\\\\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "measured: \"\\\\xff\\\\n\"\n"));
    free(text);
}

CU_TestInfo tap_tests[] = {
    {"golden file", test_golden},
    {"points", test_points},
    {"never green without reason", test_never_green_without_reason},
    {"any octets", test_any_octets},
    {"a description has no directive", test_a_description_has_no_directive},
    CU_TEST_INFO_NULL,
};
