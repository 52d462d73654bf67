/* SPDX-License-Identifier: MIT */
/* commands/past_result: every report says the same of a run that was read back, and what is no run
 * is refused with its place.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "commands/past_result.h"
#include "report/annotations.h"
#include "report/ctrf.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/percentiles.h"
#include "report/runfile.h"
#include "report/tap.h"
#include "tests/golden/golden.h"

static report_writer *const writers[] = {runfile_write,     junit_write,       junit_write_strict,
                                         markdown_write,    tap_write,         ctrf_write,
                                         percentiles_write, annotations_write, html_write};

/* ---- a folder of a run ----------------------------------------------------------------------- */

static char folder[60];

static int make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/assay-past-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/run.json", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/events.jsonl", folder);
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *name, const char *text, size_t length)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "we");
    if (!out)
        abort(); /* a folder of our own */
    CU_ASSERT_EQUAL(fwrite(text, 1, length, out), length);
    CU_ASSERT_EQUAL(fclose(out), 0);
}

/* ---- the same -------------------------------------------------------------------------------- */

static void check_same(const struct run_result *a, const struct run_result *b)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        size_t length = 0, again = 0;
        char *text = golden_text(writers[i], a, &length);
        char *other = golden_text(writers[i], b, &again);
        CU_ASSERT_EQUAL(length, again);
        CU_ASSERT_STRING_EQUAL(text, other);
        free(text);
        free(other);
    }
}

static void check_survives(const struct run_result *run)
{
    struct failure why = {.code = FAILURE_NONE};
    struct past_result past;
    size_t length = 0;
    char *text = golden_text(runfile_write, run, &length);
    write_file("run.json", text, length);
    free(text);
    bool read = past_result_read(&past, folder, &why);
    CU_ASSERT_TRUE(read);
    CU_ASSERT_STRING_EQUAL(why.sentence, "");
    if (read)
        check_same(run, &past.run);
    past_result_release(&past);
}

static void test_golden_run_survives(void)
{
    const struct run_result run = golden_run();
    check_survives(&run);
}

static void test_golden_file(void)
{
    const struct run_result run = golden_run();
    size_t length = 0;
    char *text = golden_text(runfile_write, &run, &length);
    golden_check("run.json", text, length);
    free(text);
}

static struct load_second seconds[] = {{.number = 0, .answers = 4503599627370495, .p99 = 3},
                                       {.number = 2, .errors = 1, .p50 = 1, .p95 = 2}};
static struct load_look looks[] = {{.at = 1000000001, .cpu = 5, .rss = 1u << 20, .threads = 3}};
static const struct load_bucket buckets[] = {{1000, 7}, {8796093022208, 1}};
static struct load_figures loads[] = {{.step = "go",
                                       .step_number = 2,
                                       .connections = 100,
                                       .rate = 1.0 / 3,
                                       .seconds = seconds,
                                       .second_count = 2,
                                       .looks = looks,
                                       .look_count = 1,
                                       .latency = buckets,
                                       .latency_count = 2,
                                       .service = buckets,
                                       .service_count = 1},
                                      {.step_number = 3}};
static const char *const limits[] = {"no signals", "no \"descriptors\"", NULL};

/* What the golden run has none of. */
static void test_other_runs_survive(void)
{
    static struct metric_result metrics[] = {{"a", 1e300}, {"b", -0.0}, {"c", 12345678901234567.0}};
    struct scenario_result scenarios[3];
    struct check_result check = golden_run().scenarios[0].checks[0];
    struct run_result run = golden_run();
    memcpy(scenarios, run.scenarios, sizeof scenarios);
    check.by_agreement = check.statistical = true;
    check.file = "parts/p.yaml";
    scenarios[0].checks = &check;
    scenarios[0].check_count = 1;
    scenarios[0].loads = loads;
    scenarios[0].load_count = 2;
    scenarios[0].metrics = metrics;
    scenarios[0].metric_count = 3;
    scenarios[1].is_case = scenarios[1].given_up = true;
    scenarios[1].duration = 1000499600;
    scenarios[2].reach = REACH_NOT_ALL_STEPS;
    run.scenarios = scenarios;
    run.scenario_count = 3;
    memset(run.counts, 0, sizeof run.counts);
    for (size_t i = 0; i < run.scenario_count; i++)
        run.counts[scenarios[i].verdict]++;
    run.url = "http://127.0.0.1:80";
    run.pid = 4711;
    run.limits = limits;
    run.profile = "mine";
    run.program = run.digest = run.system = NULL;
    run.network = "own";
    run.duration = 8388607999999999;
    run.seed = 0;
    check_survives(&run);
    run = (struct run_result){.version = "",
                              .started = "",
                              .candidate = "",
                              .argv = limits + 2,
                              .verdict = RUN_INCOMPLETE};
    check_survives(&run);
}

/* Each of which would have a report contradict itself. */
static void test_contradictions(void)
{
    struct scenario_result scenarios[8];
    struct failure why = {.code = FAILURE_NONE};
    struct past_result past;
    for (int what = 0; what < 3; what++) {
        struct run_result run = golden_run();
        memcpy(scenarios, run.scenarios, sizeof scenarios);
        run.scenarios = scenarios;
        run.counts[VERDICT_PASS] += what == 0;
        run.verdict = what == 1 ? RUN_ACCEPTED : run.verdict;
        scenarios[0].verdict = what == 2 ? VERDICT_PASS : scenarios[0].verdict;
        size_t length = 0;
        char *text = golden_text(runfile_write, &run, &length);
        write_file("run.json", text, length);
        free(text);
        CU_ASSERT_FALSE(past_result_read(&past, folder, &why));
        CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
        past_result_release(&past);
    }
}

/* ---- refused --------------------------------------------------------------------------------- */

static void check_refused(const char *text, size_t length, const char *part)
{
    struct failure why = {.code = FAILURE_NONE};
    struct past_result past;
    write_file("run.json", text, length);
    CU_ASSERT_FALSE(past_result_read(&past, folder, &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, "/run.json"));
    CU_assertImplementation(strstr(why.sentence, part) != NULL, __LINE__, why.sentence, part, "",
                            CU_FALSE);
    past_result_release(&past);
}

/* The golden run with the first `from` behind `after` replaced. */
static void check_change(const char *after, const char *from, const char *to, const char *part)
{
    const struct run_result run = golden_run();
    struct bytes changed;
    size_t length = 0;
    char *text = golden_text(runfile_write, &run, &length);
    const char *start = strstr(text, after), *at = start ? strstr(start, from) : NULL;
    if (!at)
        abort(); /* the row names what is not there */
    bytes_init(&changed, SIZE_MAX);
    bytes_add(&changed, text, (size_t)(at - text));
    bytes_text(&changed, to);
    bytes_text(&changed, at + strlen(from));
    check_refused(changed.data, changed.length, part);
    bytes_release(&changed);
    free(text);
}

static void test_wrong_files(void)
{
    static const struct {
        const char *after, *from, *to, *part;
    } rows[] = {
        {"{", "assay-run/1", "assay-run/9", "schema: 'assay-run/9' is not assay-run/1"},
        {"{", "\"schema\"", "\"scheme\"", "not the run.json of a run"},
        {"{", "\"rejected\"", "\"fine\"", "verdict: 'fine' is no verdict on a run"},
        {"\"rest-crud\"", "\"fail\"", "\"passed\"", "scenarios[0].verdict: 'passed' is no verdict"},
        {"\"checks\"", "\"fail\"", "7", "scenarios[0].checks[0].verdict: must be a text, not a nu"},
        {"\"checks\"", "\"step_number\": 2", "\"step_number\": 2.5", "must be a whole number from"},
        {"\"checks\"", "\"samples\": 3", "\"samples\": -3",
         ".samples: must be a whole number from"},
        {"\"checks\"", "\"expected\": \"", "\"expectad\": \"", "checks[0].expected: is missing"},
        {"\"checks\"", "\"statistical\": false", "\"statistical\": 0",
         "must be true or false, not"},
        {"\"metrics\"", "2,", "\"2\",", "metrics.fds leaked: must be a number, not a text"},
        {"\"covers\"", "\"S0.2\"", "null", "scenarios[0].covers[1]: must be a text, not null"},
        {"\"counts\"", "\"skip\": 1", "\"skip\": null", "counts.skip: must be a number, not null"},
        {"\"counts\"", "{", "[", ""},
        {"\"requirements\"", "\"not covered\"", "\"covered\"",
         "requirements[3].verdict: 'covered'"},
        {"\"host\"", "\"cores\": 2", "\"cores\": 1e99", "host.cores: must be a whole number"},
        {"{", "\"duration_s\": 16.0", "\"duration_s\": 8388609.0", "no time that a run can take"},
        {"{", "\"signal\": 2", "\"signal\": 2, \"signal\": 3", ":"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_change(rows[i].after, rows[i].from, rows[i].to, rows[i].part);
}

/* Cut anywhere it is no run; the reader of JSON says where it ends. */
static void test_cut_anywhere(void)
{
    const struct run_result run = golden_run();
    size_t length = 0;
    char *text = golden_text(runfile_write, &run, &length);
    for (size_t cut = 0; cut < length - 1; cut += 41)
        check_refused(text, cut, "");
    check_refused("[]", 2, "not the run.json of a run");
    check_refused("{\"a\":\n 1,,}", 11, "run.json:2:");
    free(text);
}

/* ---- a run that was killed ------------------------------------------------------------------- */

static void write_log(FILE *out, const struct run_result *r)
{
    runfile_event_run(out, r);
    runfile_event_begun(out, &r->scenarios[1]);
    runfile_event_ended(out, &r->scenarios[1]);
    runfile_event_begun(out, &r->scenarios[2]);
    runfile_event_begun(out, &r->scenarios[3]);
    runfile_event_ended(out, &r->scenarios[3]);
    fputs("{\"event\": \"scenario e", out);
}

static bool read_killed(struct past_result *past, struct failure *why)
{
    const struct run_result run = golden_run();
    size_t length = 0;
    char *text = golden_text(write_log, &run, &length), path[100];
    snprintf(path, sizeof path, "%s/run.json", folder);
    unlink(path);
    write_file("events.jsonl", text, length);
    free(text);
    return past_result_read(past, folder, why);
}

static void test_killed(void)
{
    struct failure why = {.code = FAILURE_NONE};
    struct past_result past;
    CU_ASSERT_TRUE_FATAL(read_killed(&past, &why));
    const struct run_result *r = &past.run;
    CU_ASSERT_TRUE(past.cut_off);
    CU_ASSERT_EQUAL(r->verdict, RUN_ERROR);
    CU_ASSERT_PTR_NOT_NULL(strstr(r->broken, "cut off"));
    CU_ASSERT_EQUAL(r->seed, 9007199254740991);
    CU_ASSERT_EQUAL_FATAL(r->scenario_count, 3);
    CU_ASSERT_EQUAL(r->scenarios[1].check_count, 3);
    CU_ASSERT_STRING_EQUAL(r->scenarios[2].id, "plain");
    CU_ASSERT_STRING_EQUAL(r->scenarios[2].file, "scenarios/plain.yaml");
    CU_ASSERT_EQUAL(r->scenarios[2].verdict, VERDICT_ERROR);
    CU_ASSERT_EQUAL(r->counts[VERDICT_ERROR], 1);
    CU_ASSERT_EQUAL(r->counts[VERDICT_PASS], 1);
    check_survives(r);
    past_result_release(&past);
}

static void test_wrong_logs(void)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"", "events.jsonl: nothing of the run is in it"},
        {"{\"event\": \"run begins\"", "nothing of the run is in it"},
        {"{\"event\": \"scenario begins\"}\n", "events.jsonl:1: not the events.jsonl of a run"},
        {"[1]\n", "events.jsonl:1: not the events.jsonl of a run"},
        {"{\"event\": \"run begins\"}\n", "events.jsonl:1: schema: is missing"},
        {"{,\n", "events.jsonl:1:"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct failure why = {.code = FAILURE_NONE};
        struct past_result past;
        char path[100];
        snprintf(path, sizeof path, "%s/run.json", folder);
        unlink(path);
        write_file("events.jsonl", rows[i].text, strlen(rows[i].text));
        CU_ASSERT_FALSE(past_result_read(&past, folder, &why));
        CU_assertImplementation(strstr(why.sentence, rows[i].part) != NULL, __LINE__, why.sentence,
                                rows[i].part, "", CU_FALSE);
        past_result_release(&past);
    }
}

static void in_folder(void (*test)(void))
{
    CU_ASSERT_EQUAL_FATAL(make_folder(), 0);
    test();
    CU_ASSERT_EQUAL(remove_folder(), 0);
}

static void golden_run_survives(void)
{
    in_folder(test_golden_run_survives);
}

static void other_runs_survive(void)
{
    in_folder(test_other_runs_survive);
}

static void contradictions(void)
{
    in_folder(test_contradictions);
}

static void wrong_files(void)
{
    in_folder(test_wrong_files);
}

static void cut_anywhere(void)
{
    in_folder(test_cut_anywhere);
}

static void killed(void)
{
    in_folder(test_killed);
}

static void wrong_logs(void)
{
    in_folder(test_wrong_logs);
}

CU_TestInfo past_result_tests[] = {
    {"golden file", test_golden_file},
    {"the golden run survives", golden_run_survives},
    {"other runs survive", other_runs_survive},
    {"contradictions are refused", contradictions},
    {"wrong files are refused", wrong_files},
    {"cut anywhere it is refused", cut_anywhere},
    {"a run that was killed", killed},
    {"wrong logs are refused", wrong_logs},
    CU_TEST_INFO_NULL,
};
