/* SPDX-License-Identifier: MIT */
/* report/console and report/runfile on a made-up run that has one of everything.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "report/console.h"
#include "report/runfile.h"

static struct check_result checks[] = {
    {.step = "create",
     .step_number = 1,
     .text = "status == 201",
     .verdict = VERDICT_PASS,
     .expected = "201",
     .measured = "201",
     .samples = 1,
     .line = 9},
    {.step = "read \"it\"",
     .step_number = 2,
     .text = "json .a == \"x\\y\"",
     .verdict = VERDICT_FAIL,
     .expected = "x\\y",
     .measured = "\x01\xff",
     .samples = 3,
     .line = 14,
     .evidence = "> GET /\n< HTTP/1.1 500"},
    {.text = "no process is left",
     .verdict = VERDICT_PASS,
     .expected = "none",
     .measured = "none",
     .samples = 1},
};
static struct metric_result metrics[] = {{"fds leaked", 2}};
static const char *const covers[] = {"S0.1", "S0.2"};
static struct scenario_result scenarios[] = {
    {.id = "rest-crud",
     .title = "users",
     .mode = "native",
     .file = "a.yaml",
     .covers = covers,
     .cover_count = 2,
     .verdict = VERDICT_FAIL,
     .duration = 1500000000,
     .checks = checks,
     .check_count = 3,
     .metrics = metrics,
     .metric_count = 1,
     .again = "assay run --only rest-crud"},
    {.id = "photo",
     .title = "chain",
     .mode = "native",
     .file = "b.yaml",
     .verdict = VERDICT_SKIP,
     .reason = "the extra 'photo' is not offered",
     .again = ""},
};
static const char *users[] = {"rest-crud"};
static struct requirement_result requirements[] = {
    {.id = "S0.1",
     .title = "starts",
     .coverage = COVERED,
     .verdict = VERDICT_FAIL,
     .scenarios = users,
     .scenario_count = 1},
    {.id = "S4.7", .title = "C10K", .coverage = NOT_COVERED},
};
static const char *const argv[] = {"./server", "--port", "{port}", NULL};

static struct run_result made_up(void)
{
    return (struct run_result){.version = "0.1.0",
                               .started = "2026-11-22T00:00:00Z",
                               .candidate = "./server",
                               .program = "/srv/server",
                               .digest = "00ff",
                               .argv = argv,
                               .system = "Linux",
                               .cpus = 2,
                               .seed = 9007199254740991,
                               .duration = 1500000000,
                               .scenarios = scenarios,
                               .scenario_count = 2,
                               .requirements = requirements,
                               .requirement_count = 2,
                               .counts = {[VERDICT_FAIL] = 1, [VERDICT_SKIP] = 1},
                               .verdict = RUN_REJECTED};
}

static char *written(void (*write)(FILE *, const struct run_result *))
{
    char *text = NULL;
    size_t length = 0;
    struct run_result r = made_up();
    FILE *out = open_memstream(&text, &length);
    if (!out)
        abort(); /* no memory: nothing can be tested */
    write(out, &r);
    fclose(out);
    return text;
}

static void write_events(FILE *out, const struct run_result *r)
{
    runfile_event_run(out, r);
    runfile_event_begun(out, &r->scenarios[0]);
    runfile_event_ended(out, &r->scenarios[0]);
}

static void write_console(FILE *out, const struct run_result *r)
{
    const struct console c = {
        .out = out, .folder = "reports/latest", .page = "report.html", .planned = 2};
    console_heading(&c, r);
    for (size_t i = 0; i < r->scenario_count; i++)
        console_row(&c, &r->scenarios[i], 1);
    console_end(&c, r);
}

static void write_quietly(FILE *out, const struct run_result *r)
{
    const struct console c = {
        .out = out, .folder = "x", .page = "report.html", .planned = 2, .verbosity = -1};
    console_heading(&c, r);
    for (size_t i = 0; i < r->scenario_count; i++)
        console_row(&c, &r->scenarios[i], 1);
    console_end(&c, r);
}

static void test_run_json_is_json(void)
{
    char sentence[200] = "";
    char *text = written(runfile_write);
    CU_ASSERT_TRUE(json_is_valid(text, strlen(text), sentence, sizeof sentence));
    CU_ASSERT_STRING_EQUAL(sentence, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"seed\": 9007199254740991"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"covers\": [\"S0.1\", \"S0.2\"]"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"verdict\": \"not covered\""));
    free(text);
}

static void test_each_event_is_a_line_of_json(void)
{
    char *text = written(write_events);
    unsigned lines = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        CU_ASSERT_TRUE(json_is_valid(line, strcspn(line, "\n"), NULL, 0));
        lines++;
    }
    CU_ASSERT_EQUAL(lines, 3);
    free(text);
}

static void test_console_says_what_failed(void)
{
    static const char *const parts[] = {
        "step 2, read \"it\": json .a",     "expected  x\\y", "> GET /",
        "again     assay run --only",       "S0.1   FAIL",    "REJECTED",
        "the extra 'photo' is not offered", "fds +2",         "\n0 passed, 1 failed, 1 skipped\n",
    };
    char *text = written(write_console);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        CU_assertImplementation(strstr(text, parts[i]) != NULL, __LINE__, parts[i], __FILE__, "",
                                CU_FALSE);
    CU_ASSERT_PTR_NULL(strstr(text, "\033["));
    free(text);
}

static void test_quiet_leaves_out_what_is_fine(void)
{
    char *text = written(write_quietly);
    CU_ASSERT_PTR_NULL(strstr(text, "photo"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "rest-crud"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "REJECTED"));
    free(text);
}

CU_TestInfo report_tests[] = {
    {"run.json is JSON", test_run_json_is_json},
    {"each event is a line of JSON", test_each_event_is_a_line_of_json},
    {"the console says what failed", test_console_says_what_failed},
    {"quiet leaves out what is fine", test_quiet_leaves_out_what_is_fine},
    CU_TEST_INFO_NULL,
};
