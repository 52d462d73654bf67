/* SPDX-License-Identifier: MIT */
/* oracle/judge and oracle/verdict: every operator on both sides of its line.
 */
#include "tests/suites.h"

#include <string.h>

#include "oracle/judge.h"
#include "oracle/percentile.h"

static struct measured number(double n)
{
    return (struct measured){.kind = MEASURED_NUMBER, .number = n};
}

static struct measured text(const char *t)
{
    return (struct measured){.kind = MEASURED_TEXT, .text = t, .length = strlen(t)};
}

static struct measured json(const char *t, const char *plain)
{
    return (struct measured){.kind = MEASURED_JSON, .text = t, .length = strlen(t), .plain = plain};
}

static enum verdict verdict_of(const char *line, bool must, struct measured m,
                               struct judgement *out)
{
    struct arena a;
    struct check c;
    struct check_error error;
    struct judgement j = {.verdict = VERDICT_ERROR};
    arena_init(&a);
    if (check_compile(&a, line, must, &c, &error)) {
        j = judge(&c, &m);
        check_release(&c);
    }
    arena_release(&a);
    if (out)
        *out = j;
    return j.verdict;
}

static void expect(const char *line, struct measured m, enum verdict v)
{
    CU_assertImplementation(verdict_of(line, true, m, NULL) == v, __LINE__, line, __FILE__, "",
                            CU_FALSE);
}

static void test_numbers(void)
{
    expect("status == 200", number(200), VERDICT_PASS);
    expect("status == 200", number(404), VERDICT_FAIL);
    expect("404", number(404), VERDICT_PASS);
    expect("status != 200", number(404), VERDICT_PASS);
    expect("status != 200", number(200), VERDICT_FAIL);
    expect("status in 404, 410", number(410), VERDICT_PASS);
    expect("status in 404, 410", number(200), VERDICT_FAIL);
    expect("fds leaked < 1", number(1), VERDICT_FAIL);
    expect("fds leaked <= 1", number(1), VERDICT_PASS);
    expect("fds leaked > 1", number(1), VERDICT_FAIL);
    expect("fds leaked >= 1", number(1), VERDICT_PASS);
    expect("elapsed < 10ms", number(9.9e6), VERDICT_PASS);
    expect("elapsed < 10ms", number(10e6), VERDICT_FAIL);
    expect("closed within 1s", number(1e9), VERDICT_PASS);
    expect("closed within 1s", number(1e9 + 1), VERDICT_FAIL);
}

static void test_texts(void)
{
    expect("header A == b c", text("b c"), VERDICT_PASS);
    expect("header A == b c", text("b"), VERDICT_FAIL);
    expect("header A ~ ^b", text("bc"), VERDICT_PASS);
    expect("header A ~ ^c", text("bc"), VERDICT_FAIL);
    expect("header A !~ ^c", text("bc"), VERDICT_PASS);
    expect("header A contains nd", text("end"), VERDICT_PASS);
    expect("header A contains nd", text("begin"), VERDICT_FAIL);
    expect("body is empty", text(""), VERDICT_PASS);
    expect("body is empty", text("x"), VERDICT_FAIL);
    expect("body is not empty", text("x"), VERDICT_PASS);
    expect("body is not empty", text(""), VERDICT_FAIL);
    expect("reset == false", text("false"), VERDICT_PASS);
    expect("reset == false", text("true"), VERDICT_FAIL);
}

static void test_json(void)
{
    expect("json .name == Ada", json("\"Ada\"", "Ada"), VERDICT_PASS);
    expect("json .name == Ada", json("\"Eve\"", "Eve"), VERDICT_FAIL);
    expect("json .born == 1815", json("1815", NULL), VERDICT_PASS);
    expect("json .born == 1815", json("\"1815\"", "1815"), VERDICT_FAIL);
    expect("json .born > 1814", json("1815", NULL), VERDICT_PASS);
    expect("json .born > 1815", json("1815", NULL), VERDICT_FAIL);
    expect("json .x is absent", json("null", NULL), VERDICT_PASS);
    expect("json .x is absent", json("0", NULL), VERDICT_FAIL);
    expect("json .x == null", json("null", NULL), VERDICT_PASS);
    expect("json . == {\"a\":1, \"b\":2}", json("{\"a\":1,\"b\":2}", NULL), VERDICT_PASS);
}

static void test_absence(void)
{
    const struct measured absent = {.kind = MEASURED_ABSENT};
    expect("header A is absent", absent, VERDICT_PASS);
    expect("header A is absent", text(""), VERDICT_FAIL);
    expect("header A == b", absent, VERDICT_FAIL);
    expect("header A != b", absent, VERDICT_FAIL);
    expect("header A !~ b", absent, VERDICT_FAIL);
    expect("header A is not empty", absent, VERDICT_FAIL);
}

/* Whether it is timely is measured; what is not there is not stale. */
static void test_dates(void)
{
    const struct measured absent = {.kind = MEASURED_ABSENT};
    struct measured date = text("Sun, 06 Nov 1994 08:49:37 GMT");
    expect("header Date is not stale", absent, VERDICT_PASS);
    expect("header Date is not stale", date, VERDICT_FAIL);
    date.timely = true;
    expect("header Date is not stale", date, VERDICT_PASS);
}

static void test_unknown_is_never_a_pass(void)
{
    const struct measured nothing = {.kind = MEASURED_NOTHING};
    const struct measured missed = {.kind = MEASURED_MISSED, .text = "no answer", .length = 9};
    expect("fds leaked == 0", nothing, VERDICT_INCONCLUSIVE);
    expect("fds leaked != 5", nothing, VERDICT_INCONCLUSIVE);
    expect("status != 500", missed, VERDICT_FAIL);
    expect("header A is absent", missed, VERDICT_FAIL);
    CU_ASSERT_EQUAL(verdict_of("status == 200", false, missed, NULL), VERDICT_WARN);
    CU_ASSERT_EQUAL(verdict_of("status == 200", false, number(200), NULL), VERDICT_PASS);
}

static void test_words_of_a_judgement(void)
{
    struct judgement j;
    verdict_of("closed within 1s", true, number(2.5e9), &j);
    CU_ASSERT_STRING_EQUAL(j.expected, "within 1 s");
    CU_ASSERT_STRING_EQUAL(j.measured, "2.50 s");
    verdict_of("status in 404, 410", true, number(200), &j);
    CU_ASSERT_STRING_EQUAL(j.expected, "one of 404, 410");
    verdict_of("body == x", true, text("a\r\nb\x01"), &j);
    CU_ASSERT_STRING_EQUAL(j.measured, "a\\r\\nb\\x01");
    verdict_of("body == \"a\\n\"", true, text("a\n"), &j); /* a backslash and an n, a line end */
    CU_ASSERT_STRING_EQUAL(j.expected, "a\\\\n");
    CU_ASSERT_STRING_EQUAL(j.measured, "a\\n");
    verdict_of("body ~ ^\\.$", true, text("\\."), &j);
    CU_ASSERT_STRING_EQUAL(j.expected, "a match of ^\\.$");
    CU_ASSERT_STRING_EQUAL(j.measured, "\\\\.");
    verdict_of("body is empty", true, text("x"), &j);
    CU_ASSERT_STRING_EQUAL(j.expected, "empty");
}

static void test_long_evidence_is_cut(void)
{
    char octets[2000];
    struct judgement j;
    memset(octets, '\x01', sizeof octets);
    struct measured m = {.kind = MEASURED_TEXT, .text = octets, .length = sizeof octets};
    verdict_of("body is empty", true, m, &j);
    CU_ASSERT(strlen(j.measured) < JUDGEMENT_TEXT_MAX);
    CU_ASSERT_PTR_NOT_NULL(strstr(j.measured, "..."));
}

static void test_all_plays_must_agree(void)
{
    static const struct {
        enum verdict plays[3], agreed;
    } rows[] = {
        {{VERDICT_FAIL, VERDICT_FAIL, VERDICT_FAIL}, VERDICT_FAIL},
        {{VERDICT_FAIL, VERDICT_FAIL, VERDICT_PASS}, VERDICT_INCONCLUSIVE},
        {{VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_FAIL}, VERDICT_INCONCLUSIVE},
        {{VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS}, VERDICT_INCONCLUSIVE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CU_ASSERT_EQUAL(verdict_agreed(rows[i].plays, 3), rows[i].agreed);
    CU_ASSERT_EQUAL(verdict_agreed(rows[0].plays, 0), VERDICT_INCONCLUSIVE);
}

/* A play that could not be judged is not one that passed. */
static void test_a_miss_is_looked_at_again(void)
{
    static const struct {
        enum verdict plays[3], repeated;
    } rows[] = {
        {{VERDICT_FAIL, VERDICT_FAIL, VERDICT_PASS}, VERDICT_FAIL},
        {{VERDICT_FAIL, VERDICT_FAIL, VERDICT_INCONCLUSIVE}, VERDICT_FAIL},
        {{VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS}, VERDICT_WARN},
        {{VERDICT_FAIL, VERDICT_PASS, VERDICT_INCONCLUSIVE}, VERDICT_INCONCLUSIVE},
        {{VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_INCONCLUSIVE}, VERDICT_INCONCLUSIVE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CU_ASSERT_EQUAL(verdict_repeated(rows[i].plays, 3), rows[i].repeated);
}

static void test_run_verdicts(void)
{
    static const struct {
        unsigned counts[VERDICT_COUNT];
        int cut_off;
        enum run_verdict verdict;
        int status;
    } rows[] = {
        {{[VERDICT_PASS] = 3, [VERDICT_WARN] = 1, [VERDICT_SKIP] = 1}, 0, RUN_ACCEPTED, 0},
        {{[VERDICT_PASS] = 3, [VERDICT_FAIL] = 1}, 0, RUN_REJECTED, 1},
        {{[VERDICT_FAIL] = 1, [VERDICT_ERROR] = 1}, 1, RUN_REJECTED, 1},
        {{[VERDICT_PASS] = 3, [VERDICT_INCONCLUSIVE] = 1}, 0, RUN_INCOMPLETE, 3},
        {{[VERDICT_PASS] = 3, [VERDICT_ERROR] = 1}, 0, RUN_ERROR, 4},
        {{[VERDICT_PASS] = 3}, 1, RUN_ERROR, 4},
        {{[VERDICT_SKIP] = 3}, 0, RUN_INCOMPLETE, 5},
        {{0}, 0, RUN_INCOMPLETE, 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum run_verdict v = run_verdict_of(rows[i].counts, rows[i].cut_off);
        CU_ASSERT_EQUAL(v, rows[i].verdict);
        CU_ASSERT_EQUAL(run_verdict_status(v, rows[i].counts), rows[i].status);
    }
}

static void test_percentile_bounds(void)
{
    static const struct {
        const char *name;
        uint64_t values[10];
        size_t count;
        enum percentile_answer answer;
        uint64_t bound;
    } rows[] = {
        {"too few", {1, 1, 1, 1}, 4, PERCENTILE_OPEN, 0},
        {"five under", {5, 4, 3, 2, 1}, 5, PERCENTILE_UNDER, 5},
        {"one of five over", {1, 1, 1, 1, 99}, 5, PERCENTILE_OPEN, 0},
        {"one of eight over", {1, 2, 99, 3, 4, 5, 6, 7}, 8, PERCENTILE_UNDER, 7},
        {"two of eight over", {1, 2, 99, 3, 99, 5, 6, 7}, 8, PERCENTILE_OPEN, 0},
        {"seven of eight over", {1, 20, 99, 30, 99, 50, 60, 70}, 8, PERCENTILE_OVER, 20},
        {"all over", {10, 10, 10, 10, 10}, 5, PERCENTILE_OVER, 10},
        {"two of ten over", {1, 1, 1, 1, 1, 1, 1, 1, 99, 99}, 10, PERCENTILE_OPEN, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t values[10], bound = 0;
        memcpy(values, rows[i].values, sizeof values);
        enum percentile_answer answer = percentile_judge(values, rows[i].count, 10, &bound);
        CU_assertImplementation(answer == rows[i].answer && bound == rows[i].bound, __LINE__,
                                rows[i].name, __FILE__, "", CU_FALSE);
    }
}

CU_TestInfo judge_tests[] = {
    {"numbers", test_numbers},
    {"texts", test_texts},
    {"JSON", test_json},
    {"absence", test_absence},
    {"dates", test_dates},
    {"unknown is never a pass", test_unknown_is_never_a_pass},
    {"words of a judgement", test_words_of_a_judgement},
    {"long evidence is cut", test_long_evidence_is_cut},
    {"percentile bounds", test_percentile_bounds},
    {"a miss is looked at again", test_a_miss_is_looked_at_again},
    {"all plays must agree", test_all_plays_must_agree},
    {"run verdicts", test_run_verdicts},
    CU_TEST_INFO_NULL,
};
