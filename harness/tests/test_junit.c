/* SPDX-License-Identifier: MIT */
/* report/junit: its documents as expat reads them, and the golden file.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "report/junit.h"
#include "tests/golden/golden.h"

enum { TESTS, FAILURES, ERRORS, SKIPPED, COUNTED };

static const char *const attributes[COUNTED] = {"tests", "failures", "errors", "skipped"};
static const char *const elements[COUNTED] = {"testcase", "failure", "error", "skipped"};

/* A document as read: what the suites say, and what is there. */
struct reading {
    bool well_formed;
    unsigned suites, outputs, properties;
    unsigned said[COUNTED], suites_said[COUNTED], seen[COUNTED];
    char names[1000];  /* "mode/id;" of each case */
    char text[8000];   /* of all elements */
    char values[8000]; /* of all attributes, each with ';' behind */
};

static void append(char *to, size_t size, const char *text, size_t length)
{
    size_t used = strlen(to);
    if (used + length < size) {
        memcpy(to + used, text, length);
        to[used + length] = '\0';
    }
}

static const char *value_of(const char **atts, const char *name)
{
    for (; *atts; atts += 2) {
        if (strcmp(*atts, name) == 0)
            return atts[1];
    }
    return "";
}

static void read_name(struct reading *r, const char **atts)
{
    char name[200];
    snprintf(name, sizeof name, "%s/%s;", value_of(atts, "classname"), value_of(atts, "name"));
    CU_ASSERT_PTR_NULL(strstr(r->names, name));
    append(r->names, sizeof r->names, name, strlen(name));
}

static void XMLCALL opened(void *context, const char *element, const char **atts)
{
    struct reading *r = context;
    bool all = strcmp(element, "testsuites") == 0, suite = strcmp(element, "testsuite") == 0;
    r->suites += suite;
    r->outputs += strcmp(element, "system-out") == 0;
    r->properties += strcmp(element, "property") == 0;
    for (int i = 0; i < COUNTED; i++) {
        unsigned long said = strtoul(value_of(atts, attributes[i]), NULL, 10);
        r->said[i] += all ? (unsigned)said : 0;
        r->suites_said[i] += suite ? (unsigned)said : 0;
        r->seen[i] += strcmp(element, elements[i]) == 0;
    }
    if (strcmp(element, "testcase") == 0)
        read_name(r, atts);
    for (; *atts; atts += 2) {
        append(r->values, sizeof r->values, atts[1], strlen(atts[1]));
        append(r->values, sizeof r->values, ";", 1);
    }
}

static void XMLCALL spoken(void *context, const char *text, int length)
{
    struct reading *r = context;
    append(r->text, sizeof r->text, text, (size_t)length);
}

static struct reading reading_of(const char *document, size_t length)
{
    struct reading r = {.suites = 0};
    XML_Parser parser = XML_ParserCreate(NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parser);
    XML_SetUserData(parser, &r);
    XML_SetStartElementHandler(parser, opened);
    XML_SetCharacterDataHandler(parser, spoken);
    r.well_formed = XML_Parse(parser, document, (int)length, 1) == XML_STATUS_OK;
    if (!r.well_formed)
        printf("junit: line %lu: %s\n", (unsigned long)XML_GetCurrentLineNumber(parser),
               XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    CU_ASSERT_TRUE(r.well_formed);
    for (int i = 0; i < COUNTED; i++) {
        CU_ASSERT_EQUAL(r.said[i], r.seen[i]);
        CU_ASSERT_EQUAL(r.suites_said[i], r.seen[i]);
    }
    return r;
}

static struct reading reading_of_run(const struct run_result *run)
{
    size_t length = 0;
    char *document = golden_text(junit_write, run, &length);
    struct reading r = reading_of(document, length);
    free(document);
    return r;
}

static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *document = golden_text(junit_write, &run, &length);
    golden_check("junit.xml", document, length);
    free(document);
}

static void test_counts(void)
{
    const struct run_result run = golden_run();
    struct reading r = reading_of_run(&run);
    CU_ASSERT_EQUAL(r.suites, 2);
    CU_ASSERT_EQUAL(r.seen[TESTS], run.scenario_count);
    CU_ASSERT_EQUAL(r.seen[FAILURES], 1);
    CU_ASSERT_EQUAL(r.seen[ERRORS], 2);
    CU_ASSERT_EQUAL(r.seen[SKIPPED], 1);
    CU_ASSERT_EQUAL(r.outputs, 1);
    CU_ASSERT_EQUAL(r.properties, 2 * 9 + 2);
    CU_ASSERT_STRING_EQUAL(r.names, "native/rest-crud;native/rest-crud (2);native/plain;"
                                    "native/modest;native/photo;native/busy;memcheck/plain;"
                                    "memcheck/busy;");
}

static void test_what_a_reader_gets(void)
{
    static const char *const texts[] = {
        "fail: step 2, read \"it\" | <b>&amp;</b>: body == `a` ]]> <x> & \"y\" (scenarios/a & ",
        "expected  a ]]> b\tc\n",
        "measured  \\x01\\x1b[31m\\xff\\xc3( \\xed\\xa0\\x80 \\xef\\xbf\\xbf \xc2\x9b",
        "  > GET /a|b HTTP/1.1\r\n  >\n  < HTTP/1.1 500 </failure>\n",
        "fail: no process is left\n",
        "again     assay run --only rest-crud --seed 7 -- './a `b`'\n",
        "warn: step 1, ask",
    };
    static const char *const values[] = {
        ";waived: no |camera|\nyet <soon>;",
        ";cannot start valgrind:\nNo such file or directory;",
        ": expected a ]]> b\tc, measured \\x01",
        ";./server --port {port} --name=\"a & b\";",
        ";rest-crud: latency p99 \"ms\";0.25;",
    };
    const struct run_result run = golden_run();
    struct reading r = reading_of_run(&run);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_assertImplementation(strstr(r.text, texts[i]) != NULL, __LINE__, texts[i], __FILE__, "",
                                CU_FALSE);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        CU_assertImplementation(strstr(r.values, values[i]) != NULL, __LINE__, values[i], __FILE__,
                                "", CU_FALSE);
    CU_ASSERT_PTR_NULL(strstr(r.text, "the extra 'photo'"));
}

/* Nothing that the schema of Jenkins' xUnit plugin does not have. */
static void test_strict(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *document = golden_text(junit_write_strict, &run, &length);
    CU_ASSERT_PTR_NULL(strstr(document, " file="));
    CU_ASSERT_PTR_NULL(strstr(document, " line="));
    CU_ASSERT_EQUAL(strncmp(strstr(document, "<testsuites"),
                            "<testsuites name=\"assay\" tests=\"8\" failures=\"1\" errors=\"2\" "
                            "time=\"16.000\">",
                            70),
                    0);
    free(document);
}

/* A run that was not accepted has a case that says so. */
static void test_never_green_without_reason(void)
{
    struct run_result run = golden_run();
    run.scenario_count = 0;
    struct reading r = reading_of_run(&run);
    CU_ASSERT_EQUAL(r.seen[ERRORS], 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.values, ";cannot start <valgrind>;"));
    run.broken = NULL;
    r = reading_of_run(&run);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.values, ";cut off by signal 2;"));
    run.signal = 0;
    r = reading_of_run(&run);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.values, ";nothing was judged;"));
    run.verdict = RUN_ACCEPTED;
    r = reading_of_run(&run);
    CU_ASSERT_EQUAL(r.seen[TESTS], 0);
}

/* Whatever octets a candidate sends, the document stays well-formed. */
static void test_any_octets(void)
{
    char octets[64];
    unsigned state = 1;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof octets; i++) {
            state = state * 1664525 + 1013904223;
            octets[i] = (char)(1 + (state >> 16) % 255);
        }
        octets[sizeof octets - 1] = '\0';
        struct check_result check = {.text = octets,
                                     .verdict = VERDICT_FAIL,
                                     .expected = octets,
                                     .measured = octets,
                                     .evidence = octets};
        struct scenario_result scenario = golden_run().scenarios[0];
        scenario.checks = &check;
        scenario.check_count = 1;
        struct run_result run = golden_run();
        run.candidate = octets;
        run.scenarios = &scenario;
        run.scenario_count = 1;
        CU_ASSERT_EQUAL(reading_of_run(&run).seen[FAILURES], 1);
    }
}

CU_TestInfo junit_tests[] = {
    {"golden file", test_golden},
    {"counts are right", test_counts},
    {"what a reader gets", test_what_a_reader_gets},
    {"never green without reason", test_never_green_without_reason},
    {"for strict readers", test_strict},
    {"any octets", test_any_octets},
    CU_TEST_INFO_NULL,
};
