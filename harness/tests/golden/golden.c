/* SPDX-License-Identifier: MIT */
/* Tables, and a comparison of files.
 */
#include "tests/golden/golden.h"

#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "data/file.h"

static struct check_result failing[] = {
    {.step = "read \"it\" | <b>&amp;</b>",
     .step_number = 2,
     .text = "body == `a` ]]> <x> & \"y\"",
     .verdict = VERDICT_FAIL,
     .expected = "a ]]> b\tc",
     .measured = "\x01\x1b[31m\xff\xc3( \xed\xa0\x80 \xef\xbf\xbf \xc2\x9b \xf0\x9f\x8d\x8b",
     .samples = 3,
     .line = 14,
     .evidence = "> GET /a|b HTTP/1.1\r\n>\n< HTTP/1.1 500 </failure>\n````\n</details>\n\n```c"},
    {.step = "read \"it\" | <b>&amp;</b>",
     .step_number = 2,
     .text = "header Date is present",
     .verdict = VERDICT_INCONCLUSIVE,
     .expected = "present",
     .measured = "",
     .reason = "there was no sample to judge",
     .line = 15},
    {.text = "no process is left",
     .verdict = VERDICT_FAIL,
     .expected = "none",
     .measured = "1",
     .samples = 1,
     .evidence = "1234 sleep 1000"},
};

static struct check_result warned[] = {
    {.step = "ask",
     .step_number = 1,
     .text = "should header Server is absent",
     .verdict = VERDICT_WARN,
     .expected = "absent",
     .measured = "Server: x_y*z",
     .samples = 1,
     .line = 7},
    {.step = "create",
     .step_number = 1,
     .text = "status == 201",
     .verdict = VERDICT_PASS,
     .expected = "201",
     .measured = "201",
     .samples = 1,
     .line = 9},
    {.step = "photo",
     .step_number = 3,
     .text = "status == 200",
     .verdict = VERDICT_SKIP,
     .expected = "",
     .measured = "",
     .reason = "the extra 'photo' is not offered",
     .line = 20},
};

static struct check_result undecided[] = {
    {.step = "load",
     .step_number = 1,
     .text = "latency p99 < 10ms",
     .verdict = VERDICT_INCONCLUSIVE,
     .expected = "under 10 ms",
     .measured = "from 9 ms to 12 ms",
     .reason = "too few samples",
     .samples = 1,
     .line = 11},
};

static struct metric_result metrics[] = {{"fds leaked", 2}, {"latency p99 \"ms\"", 0.25}};
static const char *const covers[] = {"S0.1", "S0.2"};

static const struct course_point points[] = {
    {0, 65536, 262144, 6}, {500, 65616, -1, 7}, {1000, -1, 270336, -1}};
static struct course_figures courses[] = {{"come & <go>", 3, points, 3}};
static const struct held_kind held[] = {{"tcp listener", 1, 1}, {"file", 1, 3}};

static struct scenario_result scenarios[] = {
    {.id = "rest-crud",
     .title = "users | \"made\" & <deleted>",
     .mode = "native",
     .file = "scenarios/a & \"b\".yaml",
     .covers = covers,
     .cover_count = 2,
     .verdict = VERDICT_FAIL,
     .duration = 1500000000,
     .checks = failing,
     .check_count = sizeof failing / sizeof failing[0],
     .metrics = metrics,
     .metric_count = 2,
     .courses = courses,
     .course_count = 1,
     .held = held,
     .held_count = 2,
     .again = "assay run --only rest-crud --seed 7 -- './a `b`'"},
    {.id = "rest-crud",
     .title = "users | \"made\" & <deleted>",
     .mode = "native",
     .file = "scenarios/a & \"b\".yaml",
     .verdict = VERDICT_PASS,
     .duration = 1250000000,
     .again = "assay run --only rest-crud --seed 7"},
    {.id = "plain",
     .title = "a page",
     .mode = "native",
     .file = "scenarios/plain.yaml",
     .verdict = VERDICT_PASS,
     .duration = 40000000,
     .again = "assay run --only plain"},
    {.id = "modest",
     .title = "says little",
     .mode = "native",
     .file = "scenarios/modest.yaml",
     .verdict = VERDICT_WARN,
     .duration = 50000000,
     .checks = warned,
     .check_count = sizeof warned / sizeof warned[0],
     .again = "assay run --only modest"},
    {.id = "photo",
     .title = "chain",
     .mode = "native",
     .file = "scenarios/photo.yaml",
     .verdict = VERDICT_SKIP,
     .reason = "waived: no |camera|\nyet <soon>",
     .again = ""},
    {.id = "busy",
     .title = "load",
     .mode = "native",
     .file = "scenarios/busy.yaml",
     .verdict = VERDICT_INCONCLUSIVE,
     .duration = 10000000000,
     .checks = undecided,
     .check_count = 1,
     .again = "assay run --only busy"},
    {.id = "plain",
     .title = "a page",
     .mode = "memcheck",
     .file = "scenarios/plain.yaml",
     .verdict = VERDICT_PASS,
     .duration = 2000000000,
     .again = "assay run --only plain --mode memcheck"},
    {.id = "busy",
     .title = "load",
     .mode = "memcheck",
     .file = "scenarios/busy.yaml",
     .verdict = VERDICT_ERROR,
     .reason = "cannot start valgrind:\nNo such file or directory",
     .duration = 1000000,
     .again = "assay run --only busy --mode memcheck"},
};

static const char *users[] = {"rest-crud", "plain"};
static struct requirement_result requirements[] = {
    {.id = "S0.1",
     .title = "starts | and `answers`",
     .coverage = COVERED,
     .verdict = VERDICT_FAIL,
     .scenarios = users,
     .scenario_count = 2},
    {.id = "S0.2",
     .title = "says little",
     .coverage = COVERED,
     .verdict = VERDICT_WARN,
     .scenarios = users,
     .scenario_count = 1},
    {.id = "S0.3", .title = "is quick", .coverage = COVERED, .verdict = VERDICT_ERROR},
    {.id = "S4.7", .title = "C10K", .coverage = NOT_COVERED},
    {.id = "S5.1", .title = "builds", .coverage = JUDGED_ELSEWHERE},
};
static const char *const waivers[] = {"scenario photo: no |camera|\nyet <soon>",
                                      "check `x`: # not a heading"};
static const char *const argv[] = {"./server", "--port", "{port}", "--name=\"a & b\"", NULL};

struct run_result golden_run(void)
{
    return (struct run_result){
        .version = "0.1.0",
        .started = "2026-11-22T00:00:00Z",
        .candidate = "./server | <x> `y`",
        .program = "/srv/server",
        .digest = "00ff",
        .argv = argv,
        .system = "Linux 6.1 x86_64",
        .cpus = 2,
        .seed = 9007199254740991,
        .duration = 16000000000,
        .scenarios = scenarios,
        .scenario_count = sizeof scenarios / sizeof scenarios[0],
        .requirements = requirements,
        .requirement_count = sizeof requirements / sizeof requirements[0],
        .waivers = waivers,
        .waiver_count = 2,
        .counts = {[VERDICT_SKIP] = 1,
                   [VERDICT_PASS] = 3,
                   [VERDICT_WARN] = 1,
                   [VERDICT_INCONCLUSIVE] = 1,
                   [VERDICT_FAIL] = 1,
                   [VERDICT_ERROR] = 1},
        .signal = 2,
        .broken = "cannot start <valgrind>",
        .verdict = RUN_REJECTED,
    };
}

char *golden_text(report_writer *write, const struct run_result *r, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (!out)
        abort(); /* no memory: nothing can be tested */
    write(out, r);
    if (fclose(out) != 0 || !text)
        abort();
    return text;
}

static void update(const char *path, const char *text, size_t length)
{
    FILE *out = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL(out);
    if (!out)
        return;
    CU_ASSERT_EQUAL(fwrite(text, 1, length, out), length);
    CU_ASSERT_EQUAL(fclose(out), 0);
}

/* Prints the first line that differs as diff(1) would; its number. */
static size_t show_difference(const char *path, const char *golden, const char *text)
{
    size_t line = 1;
    for (const char *a = golden, *b = text; *a && *a == *b; a++, b++) {
        if (*a != '\n')
            continue;
        line++;
        golden = a + 1;
        text = b + 1;
    }
    printf("%s:%zu:\n-%.*s\n+%.*s\n", path, line, (int)strcspn(golden, "\n"), golden,
           (int)strcspn(text, "\n"), text);
    return line;
}

void golden_check(const char *name, const char *text, size_t length)
{
    char path[200], sentence[400] = "";
    struct failure why = {.code = FAILURE_NONE};
    struct bytes golden;
    const char *wish = getenv("GOLDEN");
    snprintf(path, sizeof path, "harness/tests/golden/%s", name);
    if (wish && strcmp(wish, "update") == 0)
        update(path, text, length);
    bytes_init(&golden, (size_t)1024 * 1024);
    if (!file_read(&golden, path, &why))
        snprintf(sentence, sizeof sentence, "%.300s", why.sentence);
    else if (golden.length != length || memcmp(golden.data, text, length) != 0)
        snprintf(sentence, sizeof sentence, "%s differs from line %zu on; `make golden` renews it",
                 path, show_difference(path, golden.data, text));
    CU_assertImplementation(sentence[0] == '\0', __LINE__, sentence, __FILE__, "", CU_FALSE);
    bytes_release(&golden);
}
