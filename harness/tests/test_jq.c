/* SPDX-License-Identifier: MIT */
/* data/jq: results, failures, canonical texts.
 */
#include "tests/suites.h"

#include <string.h>

#include "base/memory.h"
#include "data/jq.h"
#include "data/json.h"

static const struct run {
    const char *program, *text;
    enum jq_result result;
    const char *out; /* the value, or a part of the sentence */
} runs[] = {
    {.program = ".a", .text = "{\"a\": 1}", .result = JQ_VALUE, .out = "1"},
    {.program = "$.a", .text = "{\"a\": 1}", .result = JQ_VALUE, .out = "1"},
    {.program = ".", .text = "{\"b\":1,\"a\":[ 1.0,true ]}", .out = "{\"a\":[1,true],\"b\":1}"},
    {.program = ".[]", .text = "[1,2]", .result = JQ_VALUE, .out = "1"},
    {.program = ".a | length", .text = "{\"a\": [1,2]}", .result = JQ_VALUE, .out = "2"},
    {.program = "test(\"^A\")", .text = "\"Ada\"", .result = JQ_VALUE, .out = "true"},
    {.program = ".a", .text = "{}", .result = JQ_VALUE, .out = "null"},
    {.program = ".range, .while", .text = "{\"range\": 1}", .result = JQ_VALUE, .out = "1"},
    {.program = "{limit: .a, b: \"def\"}.limit", .text = "{\"a\": 7}", .out = "7"},
    {.program = "empty", .text = "{}", .result = JQ_NOTHING, .out = ""},
    {.program = ".a", .text = "[1]", .result = JQ_FAILED, .out = "Cannot index array"},
    {.program = "error({a: 1})", .text = "1", .result = JQ_FAILED, .out = "ended with an error"},
    {.program = ".", .text = "{nope", .result = JQ_FAILED, .out = "not JSON: line 1"},
    {.program = ".", .text = "", .result = JQ_FAILED, .out = "not JSON"},
    {.program = ".", .text = "nan", .result = JQ_FAILED, .out = "not JSON"},
};

static void expect_run(const struct run *row)
{
    char sentence[JQ_SENTENCE_MAX];
    struct bytes out;
    struct jq *jq = jq_open(row->program, sentence);
    CU_ASSERT_PTR_NOT_NULL(jq);
    if (!jq)
        return;
    bytes_init(&out, 1000);
    enum jq_result result = jq_run(jq, row->text, strlen(row->text), &out, sentence);
    CU_ASSERT_EQUAL(result, row->result);
    if (result == JQ_FAILED)
        CU_ASSERT_PTR_NOT_NULL(strstr(sentence, row->out));
    if (result != JQ_FAILED)
        CU_ASSERT_STRING_EQUAL(out.data, row->out);
    bytes_release(&out);
    jq_close(jq);
}

static void test_runs(void)
{
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
        expect_run(&runs[i]);
}

/* One program, several texts, an error in between. */
static void test_again(void)
{
    char sentence[JQ_SENTENCE_MAX];
    struct bytes out;
    struct jq *jq = jq_open(".a", sentence);
    CU_ASSERT_PTR_NOT_NULL(jq);
    if (!jq)
        return;
    bytes_init(&out, 1000);
    CU_ASSERT_EQUAL(jq_run(jq, "{\"a\":1}", 7, &out, sentence), JQ_VALUE);
    CU_ASSERT_EQUAL(jq_run(jq, "[]", 2, &out, sentence), JQ_FAILED);
    CU_ASSERT_EQUAL(jq_run(jq, "{\"a\":2}", 7, &out, sentence), JQ_VALUE);
    CU_ASSERT_STRING_EQUAL(out.data, "12");
    bytes_release(&out);
    jq_close(jq);
}

static void test_programs(void)
{
    static const char *const wrong[] = {
        ".a |",          "foo(",        "import \"a\" as $a; .", "\"open",
        "[range(1e18)]", "def f: f; f", "\"\\(repeat(1))\""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char sentence[JQ_SENTENCE_MAX];
        struct jq *jq = jq_open(wrong[i], sentence);
        CU_ASSERT_PTR_NULL(jq);
        CU_ASSERT_FALSE(jq_is_program(wrong[i], sentence));
        CU_ASSERT_NOT_EQUAL(sentence[0], '\0');
        CU_ASSERT_PTR_NULL(strstr(sentence, "shell"));
        jq_close(jq);
    }
}

/* What is taken for a path without asking the library must be one to the library, too. */
static void test_paths(void)
{
    static const struct {
        const char *program;
        bool taken;
    } rows[] = {{".", true},    {"$.a", true},    {".a_1.b2", true},  {".def.and.range", true},
                {"", true},     {"$", false},     {"$a", false},      {"a", false},
                {".1a", false}, {".a.", false},   {".a.1", false},    {".a..b", false},
                {"$.", true},   {"$.a.2", false}, {".x2range", true}, {".a def", false},
                {"..a", false}, {".a$", false},   {".a.b[0].c", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char sentence[JQ_SENTENCE_MAX];
        struct jq *jq = jq_open(rows[i].program, sentence);
        CU_ASSERT_EQUAL(jq != NULL, rows[i].taken);
        CU_ASSERT_EQUAL(jq_is_program(rows[i].program, sentence), rows[i].taken);
        jq_close(jq);
    }
}

static void test_limits(void)
{
    struct bytes out;
    static char large[JSON_OCTETS_MAX + 1];
    memset(large, ' ', sizeof large);
    large[0] = '1';
    bytes_init(&out, 100);
    CU_ASSERT_TRUE(jq_canonical(large, JSON_OCTETS_MAX, &out));
    CU_ASSERT_STRING_EQUAL(out.data, "1");
    CU_ASSERT_FALSE(jq_canonical(large, JSON_OCTETS_MAX + 1, &out));
    memset(large, '[', 1000);
    memset(large + 1000, ']', 1000);
    CU_ASSERT_FALSE(jq_canonical(large, 2000, &out));
    bytes_release(&out);
}

CU_TestInfo jq_tests[] = {
    {"runs", test_runs},   {"again", test_again},   {"programs", test_programs},
    {"paths", test_paths}, {"limits", test_limits}, CU_TEST_INFO_NULL,
};
