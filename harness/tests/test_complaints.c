/* SPDX-License-Identifier: MIT */
/* data/complaints: the form of a message, its caret, annotations, counts.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "data/complaints.h"

static const char text[] = "first\n\tsec\xc3\xb6nd # x\r\nthird";

static const struct source source = {.path = "a.yaml", .text = text, .length = sizeof text - 1};

static void expect_output(struct place place, bool annotate, const char *expected)
{
    char *out = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&out, &size);
    CU_ASSERT_PTR_NOT_NULL(stream);
    if (!stream)
        return;
    struct complaints c;
    complaints_init(&c, stream, false);
    c.annotate = annotate;
    complain(&c, &source, place, "no %s", "good");
    fclose(stream);
    CU_ASSERT_STRING_EQUAL(out, expected);
    CU_ASSERT_EQUAL(c.errors, 1);
    free(out);
}

static void test_forms(void)
{
    expect_output((struct place){.line = 1, .column = 3, .length = 2}, false,
                  "a.yaml:1:3: error: no good\nfirst\n  ^~\n");
    expect_output((struct place){.line = 2, .column = 6, .length = 1}, false,
                  "a.yaml:2:6: error: no good\n\tsec\xc3\xb6nd # x\n\t    ^\n");
    expect_output((struct place){.line = 3, .column = 40, .length = 1}, false,
                  "a.yaml:3:40: error: no good\nthird\n     ^\n");
    expect_output((struct place){.line = 9, .column = 1, .length = 1}, false,
                  "a.yaml:9:1: error: no good\n");
    expect_output((struct place){.line = 0}, false, "a.yaml: error: no good\n");
}

static void test_annotation(void)
{
    expect_output((struct place){.line = 1, .column = 1, .length = 1}, true,
                  "a.yaml:1:1: error: no good\nfirst\n^\n"
                  "::error file=a.yaml,line=1,col=1::no good\n");
    expect_output((struct place){.line = 0}, true,
                  "a.yaml: error: no good\n::error file=a.yaml::no good\n");
}

static size_t occurrences(const char *in, const char *what)
{
    size_t n = 0;
    while ((in = strstr(in, what))) {
        n++;
        in += strlen(what);
    }
    return n;
}

/* Many complaints: ten annotations, a limited number of messages, all of them counted. */
static void test_many(void)
{
    char *out = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&out, &size);
    struct complaints c;
    CU_ASSERT_PTR_NOT_NULL(stream);
    if (!stream)
        return;
    complaints_init(&c, stream, false);
    c.annotate = true;
    for (int i = 0; i < COMPLAINTS_SHOWN + 50; i++)
        complain(&c, &source, (struct place){.line = 1, .column = 1}, "100%% wrong");
    fclose(stream);
    CU_ASSERT_EQUAL(c.errors, COMPLAINTS_SHOWN + 50);
    CU_ASSERT_EQUAL(occurrences(out, "error: 100% wrong"), COMPLAINTS_SHOWN);
    CU_ASSERT_EQUAL(occurrences(out, "::100%25 wrong\n"), COMPLAINTS_ANNOTATED);
    CU_ASSERT_EQUAL(occurrences(out, "more follow"), 1);
    free(out);
}

static void test_strict(void)
{
    char *out = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&out, &size);
    struct complaints c;
    CU_ASSERT_PTR_NOT_NULL(stream);
    if (!stream)
        return;
    complaints_init(&c, stream, false);
    c.annotate = false;
    complain_warning(&c, &source, (struct place){.line = 0}, "hm");
    c.strict = true;
    complain_warning(&c, &source, (struct place){.line = 0}, "hm");
    fclose(stream);
    CU_ASSERT_EQUAL(c.warnings, 1);
    CU_ASSERT_EQUAL(c.errors, 1);
    CU_ASSERT_STRING_EQUAL(out, "a.yaml: warning: hm\na.yaml: error: hm\n");
    free(out);
}

CU_TestInfo complaints_tests[] = {
    {"forms", test_forms}, {"annotation", test_annotation},
    {"many", test_many},   {"strict", test_strict},
    CU_TEST_INFO_NULL,
};
