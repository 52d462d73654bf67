/* SPDX-License-Identifier: MIT */
/* report/html, chart, figure: the golden file, what cannot become markup, the size of a large
 * report.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/html_servers.h"
#include "report/html_text.h"
#include "tests/golden/golden.h"

enum { MANY = 500, LIMIT = 5 << 20, SECONDS = 30, BUCKETS = 400 };

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + strlen(what), what))
        n++;
    return n;
}

/* Without style and script, which are read where they are written. */
static void test_golden(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(html_write_separate, &run, &length);
    golden_check("report.html", text, length);
    free(text);
}

static void check_pairs(const char *text)
{
    static const char *const elements[] = {"details", "table", "tbody",  "tr",   "td",   "th",
                                           "section", "div",   "figure", "svg",  "ul",   "li",
                                           "article", "pre",   "code",   "span", "mark", "b"};
    char opening[2][24], closing[24];
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        snprintf(opening[0], sizeof opening[0], "<%s>", elements[i]);
        snprintf(opening[1], sizeof opening[1], "<%s ", elements[i]);
        snprintf(closing, sizeof closing, "</%s>", elements[i]);
        CU_ASSERT_EQUAL(count(text, opening[0]) + count(text, opening[1]), count(text, closing));
    }
}

static void test_nothing_of_a_candidate_is_markup(void)
{
    size_t length = 0;
    const struct run_result run = golden_run();
    char *text = golden_text(html_write, &run, &length);
    CU_ASSERT_EQUAL(strlen(text), length);
    CU_ASSERT_EQUAL(count(text, "<script"), 1);
    CU_ASSERT_PTR_NULL(strstr(text, "</failure>"));
    CU_ASSERT_PTR_NULL(strstr(text, "<x>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "<span class=\"octet\">\\x1b</span>[31m"));
    CU_ASSERT_PTR_NULL(strstr(text, "style=\"")); /* a strict policy forbids it */
    check_pairs(text);
    free(text);
}

static FILE *memory_stream(char **made, size_t *length)
{
    FILE *out = open_memstream(made, length);
    if (!out)
        abort();
    return out;
}

static void check_text(void (*put)(FILE *, const char *), const char *text, const char *expected)
{
    char *made = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&made, &length);
    put(out, text);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(made, expected);
    free(made);
}

static void put_lines(FILE *out, const char *text)
{
    html_transcript(out, text, &(struct html_offence){"403 Nope", "http/", 5});
}

static void test_text(void)
{
    static const char turned[] = {'\xe2', '\x80', '\xae', 'g', 'n', 'p', '\0'};
    check_text(html_text, "<a href='x'>\"&\n", "&lt;a href=&#39;x&#39;&gt;&quot;&amp; ");
    check_text(html_text, turned,
               "<span class=\"octet\">\\xe2\\x80\\xae</span>gnp"); /* turned around */
    check_text(html_attribute, "\x1b\xff", "\\x1b\\xff");
    check_text(html_id, "a b/\xc3\xa9.9_-Z", "a-b---.9_-Z");
    check_text(put_lines, "> GET /\\x00 HTTP/1.1\n< HTTP/1.1 403 Nope <b>\n< 403 Nope\nplain",
               "<span class=\"sent\">&gt; GET /<span class=\"octet\">\\x00</span> HTTP/1.1</span>\n"
               "<span class=\"received\">&lt; HTTP/1.1 <mark>403 Nope</mark> &lt;b&gt;</span>\n"
               "<span class=\"received\">&lt; 403 Nope</span>\n"
               "plain\n");
}

static void check_figure(enum figure_unit unit, double value, const char *expected)
{
    char text[64];
    figure_text(text, sizeof text, unit, value);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void test_figures(void)
{
    check_figure(FIGURE_NS, 1234567, "1.23 ms");
    check_figure(FIGURE_NS, 61.25e9, "61.2 s");
    check_figure(FIGURE_NS, 0, "0 s");
    check_figure(FIGURE_OCTETS, 1536, "1.50 KiB");
    check_figure(FIGURE_OCTETS, -3 * 1048576.0, "-3 MiB");
    check_figure(FIGURE_RATE, 61234.4, "61,234/s");
    check_figure(FIGURE_SHARE, 0.125, "12.5 %");
    check_figure(FIGURE_COUNT, -1234567, "-1,234,567");
    CU_ASSERT_EQUAL(figure_unit_of("latency p99.9"), FIGURE_NS);
    CU_ASSERT_EQUAL(figure_unit_of("heap leaked"), FIGURE_COUNT);
    CU_ASSERT_EQUAL(figure_unit_of("who knows"), FIGURE_COUNT);
}

/* What has no place on an axis is left out; nothing at all draws nothing. */
static void test_charts_of_odd_values(void)
{
    struct chart_point odd[] = {{0, 0}, {1, -1}, {2, 1.0 / 0.0}, {3, 5e6}};
    struct chart_line line = {.name = "odd", .points = odd, .count = 4};
    struct chart c = {.title = "t",
                      .x_name = "x",
                      .y_name = "y",
                      .y_axis = CHART_LOG,
                      .lines = &line,
                      .line_count = 1};
    char *made = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&made, &length);
    chart_write(out, &c);
    fflush(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(made, " d=\"M"));
    CU_ASSERT_PTR_NULL(strstr(made, "nan"));
    CU_ASSERT_PTR_NULL(strstr(made, "inf"));
    size_t before = length;
    line.count = 3;
    chart_write(out, &c);
    fclose(out);
    CU_ASSERT_EQUAL(length, before);
    free(made);
}

static void check_axis(enum figure_unit unit, double most, const char *there, size_t lines)
{
    struct chart_point points[] = {{0, 0}, {1, most}};
    struct chart_line line = {.name = "l", .points = points, .count = 2};
    char *made = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&made, &length);
    chart_write(out, &(struct chart){.title = "t",
                                     .x_name = "x",
                                     .y_name = "y",
                                     .y_unit = unit,
                                     .lines = &line,
                                     .line_count = 1});
    fclose(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(made, there));
    CU_ASSERT_EQUAL(count(made, "class=\"grid\""), lines);
    free(made);
}

/* Two and a half MiB once had forty ticks, an octet from each other. */
static void test_ticks(void)
{
    check_axis(FIGURE_OCTETS, 2.2 * 1048576, ">512 KiB<", 6);
    check_axis(FIGURE_OCTETS, 3, ">2 B<", 4);
    check_axis(FIGURE_COUNT, 1, ">1<", 2);
    check_axis(FIGURE_SHARE, 0.5, ">30 %<", 6);
}

/* The golden run beside itself, and beside one in which everything passed. */
static void test_servers(void)
{
    static struct scenario_result good;
    const struct run_result first = golden_run();
    struct run_result second = golden_run();
    good = second.scenarios[2];
    second.profile = "good <one>";
    second.scenarios = &good;
    second.scenario_count = 1;
    const struct run_result *const runs[] = {&first, &second};
    char *made = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&made, &length);
    html_servers_write(out, runs, 2);
    fclose(out);
    const char *body = strstr(made, "<nav"), *end = strstr(made, "</main>");
    CU_ASSERT_TRUE(body && end && body < end);
    if (body && end)
        golden_check("servers.html", body, (size_t)(end - body));
    CU_ASSERT_PTR_NULL(strstr(made, "<one>"));
    check_pairs(made);
    free(made);
}

/* A load of half a minute in each of 500 scenarios. */
static void test_large_report(void)
{
    static struct load_second seconds[SECONDS];
    static struct load_look looks[SECONDS];
    static struct load_bucket buckets[BUCKETS];
    static struct scenario_result scenarios[MANY];
    static char ids[MANY][16];
    for (unsigned i = 0; i < SECONDS; i++) {
        seconds[i] = (struct load_second){i, 1000 + i, 0, 90000 + i, 200000 - i, 300000 + 7 * i};
        looks[i] = (struct load_look){
            i * 1000000000LL, i * 80000000LL, 3000000 + 4096 * i, 1, 107, 101, 3, 3};
    }
    for (unsigned i = 0; i < BUCKETS; i++)
        buckets[i] = (struct load_bucket){50000 + 500ULL * i, 1 + (BUCKETS - i) / 2};
    struct load_figures load = {"a load", 1,       100,     1000,    seconds, SECONDS,
                                looks,    SECONDS, buckets, buckets, BUCKETS, BUCKETS};
    struct run_result run = golden_run();
    struct scenario_result like = run.scenarios[0];
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "scenario-%u", i);
        scenarios[i] = like;
        scenarios[i].id = ids[i];
        scenarios[i].loads = i % 10 ? NULL : &load;
        scenarios[i].load_count = i % 10 == 0;
        scenarios[i].course_count = i % 10 == 0;
    }
    run.scenarios = scenarios;
    run.scenario_count = MANY;
    size_t length = 0;
    char *text = golden_text(html_write, &run, &length);
    CU_ASSERT_TRUE(length < LIMIT);
    CU_ASSERT_EQUAL(count(text, "<details class=\"scenario "), MANY);
    check_pairs(text);
    free(text);
}

CU_TestInfo html_tests[] = {
    {"golden file", test_golden},
    {"nothing of a candidate is markup", test_nothing_of_a_candidate_is_markup},
    {"text", test_text},
    {"figures", test_figures},
    {"charts of odd values", test_charts_of_odd_values},
    {"ticks", test_ticks},
    {"servers side by side", test_servers},
    {"500 scenarios", test_large_report},
    CU_TEST_INFO_NULL,
};
