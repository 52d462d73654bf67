/* SPDX-License-Identifier: MIT */
/* scenario/check: lines that compile, lines that do not, variables in values.
 */
#include "tests/suites.h"

#include <string.h>

#include "scenario/check.h"

static const struct good {
    const char *line;
    const char *argument;
    const char *text; /* of the first value, NULL if there is none */
    const char *json;
    double number;
    enum subject_kind kind;
    enum check_operator op;
    enum check_unit unit;
    enum check_state state;
    bool is_number;
} goods[] = {
    {.line = "404", .kind = SUBJECT_STATUS, .text = "404", .is_number = true, .number = 404},
    {.line = "status == 200", .text = "200", .is_number = true, .number = 200},
    {.line = " status  >=  200 ", .op = OP_GE, .text = "200", .is_number = true, .number = 200},
    {.line = "status in 404, 410", .op = OP_IN, .text = "404", .is_number = true, .number = 404},
    {.line = "header Location ~ ^/api/users/[0-9]+$",
     .kind = SUBJECT_HEADER,
     .argument = "Location",
     .op = OP_MATCHES,
     .text = "^/api/users/[0-9]+$"},
    {.line = "header X !~ a b",
     .kind = SUBJECT_HEADER,
     .argument = "X",
     .op = OP_NOT_MATCHES,
     .text = "a b"},
    {.line = "header X == ' a '", .kind = SUBJECT_HEADER, .argument = "X", .text = " a "},
    {.line = "header ETag == '\"a\"'", .kind = SUBJECT_HEADER, .argument = "ETag", .text = "\"a\""},
    {.line = "header X is absent",
     .kind = SUBJECT_HEADER,
     .argument = "X",
     .op = OP_IS,
     .state = STATE_ABSENT},
    {.line = "header X is not absent",
     .kind = SUBJECT_HEADER,
     .argument = "X",
     .op = OP_IS,
     .state = STATE_PRESENT},
    {.line = "header Date is not stale",
     .kind = SUBJECT_HEADER,
     .argument = "Date",
     .op = OP_IS,
     .state = STATE_NOT_STALE},
    {.line = "header X in 'a, b', c",
     .kind = SUBJECT_HEADER,
     .argument = "X",
     .op = OP_IN,
     .text = "a, b"},
    {.line = "body is not empty", .kind = SUBJECT_BODY, .op = OP_IS, .state = STATE_NOT_EMPTY},
    {.line = "body is complete", .kind = SUBJECT_BODY, .op = OP_IS, .state = STATE_COMPLETE},
    {.line = "body contains a == b", .kind = SUBJECT_BODY, .op = OP_CONTAINS, .text = "a == b"},
    {.line = "json .name == Ada", .kind = SUBJECT_JSON, .argument = ".name", .text = "Ada"},
    {.line = "json .born == 1815",
     .kind = SUBJECT_JSON,
     .argument = ".born",
     .text = "1815",
     .is_number = true,
     .number = 1815,
     .json = "1815"},
    {.line = "json .n == \"1\"",
     .kind = SUBJECT_JSON,
     .argument = ".n",
     .text = "1",
     .json = "\"1\""},
    {.line = "json . == {\"b\": 1, \"a\": [1.0]}",
     .kind = SUBJECT_JSON,
     .argument = ".",
     .text = "{\"b\": 1, \"a\": [1.0]}",
     .json = "{\"a\":[1],\"b\":1}"},
    {.line = "json .a == \"x == y\" == true",
     .kind = SUBJECT_JSON,
     .argument = ".a == \"x == y\"",
     .text = "true",
     .json = "true"},
    {.line = "json .a == 'x == y'", .kind = SUBJECT_JSON, .argument = ".a", .text = "x == y"},
    {.line = "json [.[] | select(.n > 1)] | length >= 2",
     .kind = SUBJECT_JSON,
     .argument = "[.[] | select(.n > 1)] | length",
     .op = OP_GE,
     .text = "2",
     .is_number = true,
     .number = 2,
     .json = "2"},
    {.line = "json .a is absent",
     .kind = SUBJECT_JSON,
     .argument = ".a",
     .op = OP_IS,
     .state = STATE_ABSENT},
    {.line = "elapsed < 1.5s",
     .kind = SUBJECT_ELAPSED,
     .op = OP_LT,
     .text = "1.5s",
     .is_number = true,
     .number = 1.5e9,
     .unit = UNIT_S},
    {.line = "closed within 100 ms",
     .kind = SUBJECT_CLOSED,
     .op = OP_WITHIN,
     .text = "100 ms",
     .is_number = true,
     .number = 1e8,
     .unit = UNIT_MS},
    {.line = "closed == false", .kind = SUBJECT_CLOSED, .text = "false"},
    {.line = "reset != true", .kind = SUBJECT_RESET, .op = OP_NE, .text = "true"},
    {.line = "connect is refused", .kind = SUBJECT_CONNECT, .op = OP_IS, .state = STATE_REFUSED},
    {.line = "exit code == 0", .kind = SUBJECT_EXIT_CODE, .text = "0", .is_number = true},
    {.line = "last line ~ ^a: b", .kind = SUBJECT_LAST_LINE, .op = OP_MATCHES, .text = "^a: b"},
    {.line = "fds leaked == 0",
     .kind = SUBJECT_METRIC,
     .argument = "fds leaked",
     .text = "0",
     .is_number = true},
    {.line = "sockets in CLOSE_WAIT <= 2",
     .kind = SUBJECT_METRIC,
     .argument = "sockets in CLOSE_WAIT",
     .op = OP_LE,
     .text = "2",
     .is_number = true,
     .number = 2},
    {.line = "latency p99 < 10ms",
     .kind = SUBJECT_METRIC,
     .argument = "latency p99",
     .op = OP_LT,
     .text = "10ms",
     .is_number = true,
     .number = 1e7,
     .unit = UNIT_MS},
    {.line = "latency p99.9 <= 1.5 s",
     .kind = SUBJECT_METRIC,
     .argument = "latency p99.9",
     .op = OP_LE,
     .text = "1.5 s",
     .is_number = true,
     .number = 1.5e9,
     .unit = UNIT_S},
    {.line = "cpu per request < 80us",
     .kind = SUBJECT_METRIC,
     .argument = "cpu per request",
     .op = OP_LT,
     .text = "80us",
     .is_number = true,
     .number = 8e4,
     .unit = UNIT_US},
    {.line = "throughput >= 1000/s",
     .kind = SUBJECT_METRIC,
     .argument = "throughput",
     .op = OP_GE,
     .text = "1000/s",
     .is_number = true,
     .number = 1000,
     .unit = UNIT_PER_S},
    {.line = "rss growth < 4 MiB",
     .kind = SUBJECT_METRIC,
     .argument = "rss growth",
     .op = OP_LT,
     .text = "4 MiB",
     .is_number = true,
     .number = 4 << 20,
     .unit = UNIT_MIB},
    {.line = "slowest connection > 50%",
     .kind = SUBJECT_METRIC,
     .argument = "slowest connection",
     .op = OP_GT,
     .text = "50%",
     .is_number = true,
     .number = 0.5,
     .unit = UNIT_PERCENT},
    {.line = "slowest connection > 50% of fair share",
     .kind = SUBJECT_METRIC,
     .argument = "slowest connection",
     .op = OP_GT,
     .text = "50% of fair share",
     .is_number = true,
     .number = 0.5,
     .unit = UNIT_PERCENT},
};

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void expect_good(const struct good *row)
{
    struct arena a;
    struct check c;
    struct check_error error;
    arena_init(&a);
    bool compiled = check_compile(&a, row->line, true, &c, &error);
    CU_ASSERT_TRUE(compiled);
    if (compiled) {
        const struct operand none = {.text = NULL};
        const struct operand *o = c.value_count ? &c.values[0] : &none;
        bool subject = c.subject.kind == row->kind && same(c.subject.argument, row->argument);
        bool operation = c.op == row->op && c.state == row->state && c.unit == row->unit;
        bool value = same(o->text, row->text) && same(o->json, row->json);
        CU_ASSERT_TRUE(subject);
        CU_ASSERT_TRUE(operation);
        CU_ASSERT_TRUE(value);
        CU_ASSERT_EQUAL(o->is_number, row->is_number);
        CU_ASSERT_DOUBLE_EQUAL(o->number, row->number, 1e-6);
        CU_ASSERT_EQUAL(c.regex != NULL, row->op == OP_MATCHES || row->op == OP_NOT_MATCHES);
        check_release(&c);
    }
    arena_release(&a);
}

static void test_good(void)
{
    for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++)
        expect_good(&goods[i]);
}

static const struct bad {
    const char *line;
    size_t offset, length;
    const char *part; /* of the sentence */
} bads[] = {
    {.line = "", .part = "empty check"},
    {.line = "99", .length = 2, .part = "from 100"},
    {.line = "status", .length = 6, .part = "operator and a value are missing"},
    {.line = "status ==", .offset = 9, .part = "a value is missing"},
    {.line = "status = 200", .offset = 7, .length = 1, .part = "did you mean '=='"},
    {.line = "status==200", .length = 11, .part = "a space on both sides"},
    {.line = "status < 10ms", .offset = 9, .length = 4, .part = "whole number"},
    {.line = "status ~ 2..", .offset = 7, .length = 1, .part = "cannot be judged with '~'"},
    {.line = "status in 200,", .offset = 14, .part = "a value is missing"},
    {.line = "status in 200, abc", .offset = 15, .length = 3, .part = "whole number"},
    {.line = "stauts == 200", .length = 6, .part = "did you mean 'status'"},
    {.line = "latnecy p95 < 10ms", .length = 11, .part = "did you mean 'latency p95'"},
    {.line = "latency < 10ms", .length = 7, .part = "did you mean 'latency p50'"},
    {.line = "latency p95", .length = 11, .part = "latency p95 < 10ms"},
    {.line = "latency p95 < 10", .offset = 14, .length = 2, .part = "needs a unit such as ms"},
    {.line = "latency p95 < 10/s", .offset = 14, .length = 4, .part = "needs a unit such as ms"},
    {.line = "latency p95 < fast",
     .offset = 14,
     .length = 4,
     .part = "is not a number with a unit"},
    {.line = "throughput > 1000", .offset = 13, .length = 4, .part = "needs a unit such as /s"},
    {.line = "throughput in 1/s", .offset = 11, .length = 2, .part = "throughput > 1000/s"},
    {.line = "errors == 0%", .offset = 10, .length = 2, .part = "it has no unit"},
    {.line = "rss peak < 50%", .offset = 11, .length = 3, .part = "needs a unit such as MiB"},
    {.line = "slowest connection > 50% of fare share",
     .offset = 21,
     .length = 17,
     .part = "50% of fair share"},
    {.line = "slowest connection > of fair share", .offset = 21, .part = "is not a number"},
    {.line = "latency p95 < 10ms of fair share", .offset = 14, .part = "is not a number"},
    {.line = "fds leeked == 0", .length = 10, .part = "did you mean 'fds leaked'"},
    {.line = "fds leaked == 1ms", .offset = 14, .length = 3, .part = "it has no unit"},
    {.line = "fds leaked is empty",
     .offset = 11,
     .length = 2,
     .part = "cannot be judged with 'is'"},
    {.line = "header == 1", .offset = 7, .length = 2, .part = "name of a field"},
    {.line = "header A:b == 1", .offset = 7, .length = 3, .part = "is not the name of a field"},
    {.line = "header X ~ a(", .offset = 11, .length = 2, .part = "regular expression"},
    {.line = "body is refused", .offset = 8, .length = 7, .part = "empty, not empty, complete"},
    {.line = "reset is empty", .offset = 6, .length = 2, .part = "reset == false"},
    {.line = "reset == maybe", .offset = 9, .length = 5, .part = "true or false"},
    {.line = "connect is not refused", .offset = 11, .length = 11, .part = "refused, accepted"},
    {.line = "elapsed < 100", .offset = 10, .length = 3, .part = "is not a time"},
    {.line = "closed within true", .offset = 14, .length = 4, .part = "is not a time"},
    {.line = "json == 1", .length = 4, .part = "needs a jq program"},
    {.line = "json .a | == 1", .offset = 5, .length = 4, .part = "is not a jq program"},
    {.line = "json .a < b", .length = 11, .part = "compares numbers"},
    {.line = "json .${x} == 1", .offset = 5, .length = 5, .part = "in the value only"},
    {.line = "exit code is 0", .offset = 10, .length = 2, .part = "exit code == 0"},
};

static void test_bad(void)
{
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        struct arena a;
        struct check c;
        struct check_error error = {.offset = 99};
        arena_init(&a);
        CU_ASSERT_FALSE(check_compile(&a, bads[i].line, true, &c, &error));
        bool told = strstr(error.sentence, bads[i].part) != NULL;
        CU_ASSERT_TRUE(told);
        CU_ASSERT_TRUE(error.offset + error.length <= strlen(bads[i].line));
        if (bads[i].length)
            CU_ASSERT_TRUE(error.offset == bads[i].offset);
        if (!told)
            printf("    '%s': %s\n", bads[i].line, error.sentence);
        arena_release(&a);
    }
}

static void test_subject_alone(void)
{
    struct arena a;
    struct subject s;
    struct check_error error;
    arena_init(&a);
    CU_ASSERT_TRUE(check_subject(&a, "header Location", &s, &error));
    CU_ASSERT_STRING_EQUAL(s.argument, "Location");
    CU_ASSERT_TRUE(check_subject(&a, "json .a == 1", &s, &error));
    CU_ASSERT_STRING_EQUAL(s.argument, ".a == 1");
    CU_ASSERT_TRUE(check_subject(&a, "body", &s, &error));
    CU_ASSERT_EQUAL(s.kind, SUBJECT_BODY);
    CU_ASSERT_FALSE(check_subject(&a, "body == 1", &s, &error));
    CU_ASSERT_FALSE(check_subject(&a, "header", &s, &error));
    CU_ASSERT_FALSE(check_subject(&a, "", &s, &error));
    arena_release(&a);
}

static const char *lookup(void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "id") == 0)
        return "7";
    return strcmp(name, "word") == 0 ? "a(" : NULL;
}

static const struct expansion {
    const char *line;
    bool fine;
    const char *text, *part;
} expansions[] = {
    {.line = "json .id == ${id}", .fine = true, .text = "7"},
    {.line = "status in 20${id}, 404", .fine = true, .text = "207"},
    {.line = "header X ~ ^/${id}$", .fine = true, .text = "^/7$"},
    {.line = "header X == ${word}", .fine = true, .text = "a("},
    {.line = "slowest connection > ${id}% of fair share", .fine = true, .text = "7% of fair share"},
    {.line = "latency p95 < ${id}", .part = "needs a unit"},
    {.line = "header X ~ ${word}", .part = "regular expression"},
    {.line = "status == ${word}", .part = "whole number"},
    {.line = "body == ${nobody}", .part = "'nobody' has no value"},
};

static void test_expand(void)
{
    for (size_t i = 0; i < sizeof expansions / sizeof expansions[0]; i++) {
        const struct expansion *row = &expansions[i];
        struct arena a;
        struct check c, out;
        struct check_error error = {.sentence = ""};
        arena_init(&a);
        CU_ASSERT_TRUE(check_compile(&a, row->line, true, &c, &error));
        CU_ASSERT_TRUE(c.has_variable);
        bool fine = check_expand(&a, &c, lookup, NULL, &out, &error);
        CU_ASSERT_EQUAL(fine, row->fine);
        if (fine) {
            CU_ASSERT_STRING_EQUAL(out.values[0].text, row->text);
            CU_ASSERT_FALSE(out.has_variable);
            check_release(&out);
        } else {
            CU_ASSERT_PTR_NOT_NULL(strstr(error.sentence, row->part));
        }
        check_release(&c);
        arena_release(&a);
    }
}

/* Every line cut at every place (jq programs at some): compiled or refused, never read beyond its
 * end. */
static void test_cut(void)
{
    for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
        size_t step = goods[i].kind == SUBJECT_JSON ? 5 : 1; /* the jq library starts slowly */
        for (size_t n = strlen(goods[i].line); n > step; n -= step) {
            struct arena a;
            struct check c;
            struct check_error error;
            arena_init(&a);
            const char *line = arena_copy(&a, goods[i].line, n);
            if (check_compile(&a, line, false, &c, &error))
                check_release(&c);
            else
                CU_ASSERT_TRUE(error.offset + error.length <= n);
            arena_release(&a);
        }
    }
}

CU_TestInfo check_tests[] = {
    {"good", test_good},     {"bad", test_bad}, {"subject alone", test_subject_alone},
    {"expand", test_expand}, {"cut", test_cut}, CU_TEST_INFO_NULL,
};
