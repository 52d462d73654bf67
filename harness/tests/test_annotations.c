/* SPDX-License-Identifier: MIT */
/* report/annotations: the golden file, the limit, and what a candidate cannot do.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/annotations.h"
#include "tests/golden/golden.h"

enum { MANY = 50 };

static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(annotations_write, &run, &length);
    golden_check("annotations.txt", text, length);
    free(text);
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        found++;
    return found;
}

static char *text_of(struct check_result *checks, size_t check_count)
{
    struct scenario_result scenario = {.id = "a,b:c",
                                       .title = "",
                                       .mode = "native",
                                       .file = "a,b.yaml",
                                       .verdict = VERDICT_FAIL,
                                       .checks = checks,
                                       .check_count = check_count,
                                       .again = ""};
    const struct run_result run = {.scenarios = &scenario, .scenario_count = 1};
    size_t length = 0;
    return golden_text(annotations_write, &run, &length);
}

static void test_limit(void)
{
    struct check_result *checks = memory_get(MANY * sizeof *checks);
    for (size_t i = 0; i < MANY; i++)
        checks[i] = (struct check_result){.text = "t",
                                          .expected = "e",
                                          .measured = "m",
                                          .verdict = i % 2 ? VERDICT_FAIL : VERDICT_WARN};
    char *text = text_of(checks, MANY);
    CU_ASSERT_EQUAL(count(text, "::error "), ANNOTATIONS_MAX);
    CU_ASSERT_EQUAL(count(text, "::warning "), ANNOTATIONS_MAX);
    CU_ASSERT_EQUAL(count(text, "::16 more are in the report files\n"), 2);
    free(text);
    text = text_of(checks, (size_t)2 * ANNOTATIONS_MAX);
    CU_ASSERT_EQUAL(count(text, "::error "), ANNOTATIONS_MAX);
    CU_ASSERT_EQUAL(count(text, "more are in"), 0);
    free(text);
    memory_drop(checks);
}

static void test_nothing_becomes_a_command(void)
{
    struct check_result check = {.step = "\n::stop-commands::x\r",
                                 .step_number = 1,
                                 .text = "100%\n::add-mask::y",
                                 .verdict = VERDICT_FAIL,
                                 .expected = "\x1b[2J\xff",
                                 .measured = "\r\n::error::z",
                                 .line = 3};
    char *text = text_of(&check, 1);
    CU_ASSERT_STRING_EQUAL(
        text, "::error file=a%2Cb.yaml,line=3,title=fail%3A a%2Cb%3Ac (native)::step 1, "
              "%0A::stop-commands::x%0D: 100%25%0A::add-mask::y%0Aexpected \\x1b[2J\\xff%0A"
              "measured %0D%0A::error::z\n");
    free(text);
}

CU_TestInfo annotations_tests[] = {
    {"golden file", test_golden},
    {"ten of each level", test_limit},
    {"nothing becomes a command", test_nothing_becomes_a_command},
    CU_TEST_INFO_NULL,
};
