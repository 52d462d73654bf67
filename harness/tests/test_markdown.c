/* SPDX-License-Identifier: MIT */
/* report/markdown: the golden file, what cannot become markup, and where a page is cut.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/utf8.h"
#include "report/markdown.h"
#include "tests/golden/golden.h"

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + strlen(what), what))
        n++;
    return n;
}

/* Whether each fence that is opened is closed, as CommonMark defines it. */
static bool fences_close(const char *text)
{
    size_t open = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t ticks = strspn(line, "`");
        bool bare = line[ticks] == '\n';
        if (open && ticks >= open && bare)
            open = 0;
        else if (!open && ticks >= 3)
            open = ticks;
    }
    return open == 0;
}

static bool is_utf8(const char *text, size_t length)
{
    uint32_t code = 0;
    for (size_t i = 0; i < length;) {
        size_t n = utf8_next(text + i, length - i, &code);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

static void check_page(const char *text, size_t length)
{
    CU_ASSERT_TRUE(length < MARKDOWN_MAX);
    CU_ASSERT_EQUAL(strlen(text), length);
    CU_ASSERT_TRUE(is_utf8(text, length));
    CU_ASSERT_TRUE(fences_close(text));
    CU_ASSERT_EQUAL(count(text, "\n<details>\n"), count(text, "\n</details>\n\n"));
}

static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(markdown_write, &run, &length);
    golden_check("markdown.md", text, length);
    CU_ASSERT_TRUE(fences_close(text));
    CU_ASSERT_TRUE(is_utf8(text, length));
    free(text);
}

static void test_what_a_reader_gets(void)
{
    static const char *const parts[] = {
        "# REJECTED: <code>./server &#124; &#60;x&#62; &#96;y&#96;</code>\n",
        "| scenario | native | memcheck |\n| --- | --- | --- |\n",
        "| **fail** in 1 of 2, 2.8 s | |\n",
        "| plain: a page | pass, 0.0 s | pass, 2.0 s |\n",
        "| skip: waived: no &#124;camera&#124; yet &#60;soon&#62; | |\n",
        "| **error**, 0.0 s: cannot start valgrind: No such file or directory |\n",
        "\n`````text\nexpected  a ]]> b\tc\nmeasured  \\x01\\x1b[31m\\xff\\xc3( \\xed\\xa0\\x80 ",
        "\\xc2\\x9b",
        "HTTP/1.1\\x0d\n>\n< HTTP/1.1 500 </failure>\n````\n</details>\n\n```c\n`````\n",
        "Again:\n\n```sh\nassay run --only rest-crud --seed 7 -- './a `b`'\n```\n",
        "| S0.1 | starts &#124; and &#96;answers&#96; | **fail** | rest-crud, plain |\n",
        "| S0.2 | says little | pass | rest-crud |\n",
        "| S0.3 | is quick | **inconclusive** |  |\n",
        "| S5.1 | builds | judged by make test |  |\n",
        "- check &#96;x&#96;: &#35; not a heading\n",
        "Cut off by signal 2.\n",
    };
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(markdown_write, &run, &length);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        CU_assertImplementation(strstr(text, parts[i]) != NULL, __LINE__, parts[i], __FILE__, "",
                                CU_FALSE);
    CU_ASSERT_PTR_NULL(strstr(text, "Cut here"));
    CU_ASSERT_PTR_NULL(strstr(text, "cut here"));
    free(text);
}

static void test_nothing_was_played(void)
{
    size_t length = 0;
    struct run_result run = golden_run();
    run.scenario_count = 0;
    char *text = golden_text(markdown_write, &run, &length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "No scenario was played.\n"));
    CU_ASSERT_PTR_NULL(strstr(text, "What did not pass"));
    check_page(text, length);
    free(text);
}

enum { CHECKS = 30, PLAYED = 600, NAME = 16, LONG = 100000 };

/* Far too much of everything, all of it `octet`. */
struct flood {
    char text[LONG];
    char names[PLAYED][NAME];
    struct check_result checks[CHECKS];
    struct scenario_result scenarios[PLAYED];
    struct requirement_result requirements[PLAYED];
    const char *waivers[PLAYED];
    const char *users[PLAYED];
};

static void fill(struct flood *f, char octet)
{
    memset(f->text, octet, sizeof f->text - 1);
    for (size_t i = 0; i < CHECKS; i++)
        f->checks[i] = (struct check_result){.text = f->text,
                                             .verdict = VERDICT_FAIL,
                                             .expected = f->text,
                                             .measured = f->text,
                                             .evidence = f->text};
    for (size_t i = 0; i < PLAYED; i++) {
        snprintf(f->names[i], NAME, "scenario-%zu", i);
        f->scenarios[i] = (struct scenario_result){.id = f->names[i],
                                                   .title = f->text,
                                                   .mode = "native",
                                                   .file = f->text,
                                                   .verdict = VERDICT_FAIL,
                                                   .reason = f->text,
                                                   .checks = f->checks,
                                                   .check_count = CHECKS,
                                                   .again = f->text};
        f->users[i] = f->names[i];
        f->requirements[i] = (struct requirement_result){.id = f->names[i],
                                                         .title = f->text,
                                                         .verdict = VERDICT_FAIL,
                                                         .scenarios = f->users,
                                                         .scenario_count = i};
        f->waivers[i] = f->text;
    }
}

static void check_flood(struct flood *f, char octet)
{
    size_t length = 0;
    struct run_result run = golden_run();
    fill(f, octet);
    run.candidate = run.started = run.system = run.digest = run.broken = f->text;
    run.scenarios = f->scenarios;
    run.requirements = f->requirements;
    run.waivers = f->waivers;
    run.scenario_count = run.requirement_count = run.waiver_count = PLAYED;
    char *text = golden_text(markdown_write, &run, &length);
    check_page(text, length);
    CU_ASSERT_EQUAL(count(text, "\n**The page is cut here: run.json has the other "), 4);
    CU_ASSERT_TRUE(count(text, "**Cut here: run.json has ") >= 1);
    CU_ASSERT_TRUE(count(text, "more octets are in run.json)") > 4);
    CU_ASSERT_TRUE(count(text, "| scenario-") > 4);
    CU_ASSERT_TRUE(count(text, "\n- ") > 1);
    free(text);
}

static void test_too_much_is_cut(void)
{
    struct flood *f = memory_get(sizeof *f);
    memset(f, 0, sizeof *f);
    for (const char *octet = "`|a\x01\xff\n"; *octet; octet++)
        check_flood(f, *octet);
    memory_drop(f);
}

CU_TestInfo markdown_tests[] = {
    {"golden file", test_golden},
    {"what a reader gets", test_what_a_reader_gets},
    {"nothing was played", test_nothing_was_played},
    {"too much is cut", test_too_much_is_cut},
    CU_TEST_INFO_NULL,
};
