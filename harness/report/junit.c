/* SPDX-License-Identifier: MIT */
/* XML by hand: one escaper; the nesting is that of the functions.
 */
#include "report/junit.h"

#include <string.h>

#include "data/utf8.h"

/* Where text stands decides what has to be escaped. */
enum place { IN_TEXT, IN_ATTRIBUTE };

/* What most readers take, or only what is in the schema of Jenkins' xUnit plugin. */
enum dialect { COMMON, STRICT };

static bool is_allowed(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    return code != 0xfffe && code != 0xffff;
}

/* For what a parser would take for markup or normalise; NULL: the character stands for itself. */
static const char *reference_of(uint32_t code, enum place place)
{
    switch (code) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\r': return "&#13;";
    case '"': return place == IN_ATTRIBUTE ? "&quot;" : NULL;
    case '\n': return place == IN_ATTRIBUTE ? "&#10;" : NULL;
    case '\t': return place == IN_ATTRIBUTE ? "&#9;" : NULL;
    default: return NULL;
    }
}

static void put_octets(FILE *out, const char *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fprintf(out, "\\x%02x", (unsigned)(unsigned char)octets[i]);
}

static void escape(FILE *out, const char *text, size_t length, enum place place)
{
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        const char *reference = reference_of(code, place);
        if (n == 0 || !is_allowed(code))
            put_octets(out, text + i, n ? n : 1);
        else if (reference)
            fputs(reference, out);
        else
            fwrite(text + i, 1, n, out);
        i += n ? n : 1;
    }
}

static void put(FILE *out, const char *text, enum place place)
{
    escape(out, text, strlen(text), place);
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    put(out, value, IN_ATTRIBUTE);
    fputc('"', out);
}

static void put_time(FILE *out, int64_t ns)
{
    fprintf(out, " time=\"%.3f\"", (double)ns / 1e9);
}

/* ---- what is counted ------------------------------------------------------------------------- */

struct tally {
    size_t tests, failures, errors, skipped;
    int64_t duration;
};

/* The cases of one mode, or of all (NULL). */
static struct tally tally_of(const struct run_result *r, const char *mode)
{
    struct tally t = {.tests = 0};
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (mode && strcmp(s->mode, mode) != 0)
            continue;
        t.tests++;
        t.failures += s->verdict == VERDICT_FAIL;
        t.errors += s->verdict == VERDICT_INCONCLUSIVE || s->verdict == VERDICT_ERROR;
        t.skipped += s->verdict == VERDICT_SKIP;
        t.duration += s->duration;
    }
    return t;
}

/* The strict dialect has no `skipped` of the whole. */
static void put_tally(FILE *out, const struct tally *t, bool with_skipped)
{
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", t->tests, t->failures,
            t->errors);
    if (with_skipped)
        fprintf(out, " skipped=\"%zu\"", t->skipped);
    put_time(out, t->duration);
}

/* ---- properties ------------------------------------------------------------------------------ */

static void put_property(FILE *out, const char *name, const char *value)
{
    if (!value)
        return;
    fputs("      <property", out);
    put_attribute(out, "name", name);
    put_attribute(out, "value", value);
    fputs("/>\n", out);
}

static void put_command(FILE *out, const struct run_result *r)
{
    if (!r->argv[0])
        return;
    fputs("      <property name=\"command\" value=\"", out);
    for (size_t i = 0; r->argv[i]; i++) {
        if (i)
            fputc(' ', out);
        put(out, r->argv[i], IN_ATTRIBUTE);
    }
    fputs("\"/>\n", out);
}

static void put_metrics(FILE *out, const struct scenario_result *s)
{
    for (size_t i = 0; i < s->metric_count; i++) {
        fputs("      <property name=\"", out);
        put(out, s->id, IN_ATTRIBUTE);
        fputs(": ", out);
        put(out, s->metrics[i].name, IN_ATTRIBUTE);
        fprintf(out, "\" value=\"%.15g\"/>\n", s->metrics[i].value);
    }
}

/* The run, the same in every suite, and what was measured in this one. */
static void put_properties(FILE *out, const struct run_result *r, const char *mode)
{
    char seed[32], cpus[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
    snprintf(cpus, sizeof cpus, "%ld", r->cpus);
    fputs("    <properties>\n", out);
    put_property(out, "assay", r->version);
    put_property(out, "verdict", run_verdict_name(r->verdict));
    put_property(out, "candidate", r->candidate);
    put_property(out, "candidate file", r->profile);
    put_property(out, "program", r->program);
    put_property(out, "sha256", r->digest);
    put_command(out, r);
    put_property(out, "system", r->system);
    put_property(out, "cores", cpus);
    put_property(out, "seed", seed);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (strcmp(r->scenarios[i].mode, mode) == 0)
            put_metrics(out, &r->scenarios[i]);
    }
    fputs("    </properties>\n", out);
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void put_check_name(FILE *out, const struct check_result *c, enum place place)
{
    if (c->step) {
        fprintf(out, "step %u, ", c->step_number);
        put(out, c->step, place);
        fputs(": ", out);
    }
    put(out, c->text, place);
}

static void put_indented(FILE *out, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fputs("  ", out);
        escape(out, text, length, IN_TEXT);
        fputc('\n', out);
        text += length + (text[length] == '\n');
    }
}

static void put_row(FILE *out, const char *word, const char *text)
{
    if (!text)
        return;
    fprintf(out, "  %-10s", word);
    put(out, text, IN_TEXT);
    fputc('\n', out);
}

static void put_check(FILE *out, const struct scenario_result *s, const struct check_result *c)
{
    fprintf(out, "%s: ", verdict_name(c->verdict));
    put_check_name(out, c, IN_TEXT);
    if (c->line) {
        fputs(" (", out);
        put(out, c->file ? c->file : s->file, IN_TEXT);
        fprintf(out, ":%d)", c->line);
    }
    fputc('\n', out);
    put_row(out, "expected", c->expected);
    put_row(out, "measured", c->measured);
    put_row(out, "because", c->reason);
    if (c->evidence)
        put_indented(out, c->evidence);
}

/* What did not pass, and the command that shows it again. */
static void put_findings(FILE *out, const struct scenario_result *s)
{
    put(out, s->title, IN_TEXT);
    fputc('\n', out);
    put_row(out, "because", s->reason);
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].verdict > VERDICT_PASS)
            put_check(out, s, &s->checks[i]);
    }
    put_row(out, "again", s->again);
}

/* One line: lists of cases show no more. */
static void put_message(FILE *out, const struct scenario_result *s)
{
    const struct check_result *c = s->verdict == VERDICT_SKIP ? NULL : result_decisive_check(s);
    fputs(" message=\"", out);
    if (c) {
        put_check_name(out, c, IN_ATTRIBUTE);
        fputs(": expected ", out);
        put(out, c->expected, IN_ATTRIBUTE);
        fputs(", measured ", out);
        put(out, c->measured, IN_ATTRIBUTE);
    } else {
        put(out, s->reason ? s->reason : verdict_name(s->verdict), IN_ATTRIBUTE);
    }
    fputc('"', out);
}

static void put_broken(FILE *out, const char *element, const struct scenario_result *s)
{
    fprintf(out, "      <%s", element);
    put_message(out, s);
    fprintf(out, " type=\"%s\">", verdict_name(s->verdict));
    put_findings(out, s);
    fprintf(out, "</%s>\n", element);
}

static void put_outcome(FILE *out, const struct scenario_result *s)
{
    switch (s->verdict) {
    case VERDICT_FAIL: put_broken(out, "failure", s); break;
    case VERDICT_INCONCLUSIVE:
    case VERDICT_ERROR: put_broken(out, "error", s); break;
    case VERDICT_SKIP:
        fputs("      <skipped", out);
        put_message(out, s);
        fputs("/>\n", out);
        break;
    case VERDICT_WARN:
        fputs("      <system-out>", out);
        put_findings(out, s);
        fputs("</system-out>\n", out);
        break;
    default: break;
    }
}

static void put_case(FILE *out, const struct run_result *r, size_t index, enum dialect dialect)
{
    const struct scenario_result *s = &r->scenarios[index];
    size_t number = result_play_number(r, index);
    fputs("    <testcase", out);
    put_attribute(out, "classname", s->mode);
    fputs(" name=\"", out);
    put(out, s->id, IN_ATTRIBUTE);
    if (number > 1)
        fprintf(out, " (%zu)", number);
    fputc('"', out);
    put_time(out, s->duration);
    if (dialect == COMMON)
        put_attribute(out, "file", s->file);
    if (s->verdict == VERDICT_PASS) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n", out);
    put_outcome(out, s);
    fputs("    </testcase>\n", out);
}

/* ---- suites ---------------------------------------------------------------------------------- */

static void put_suite(FILE *out, const struct run_result *r, const char *mode, enum dialect dialect)
{
    struct tally t = tally_of(r, mode);
    fputs("  <testsuite", out);
    put_attribute(out, "name", mode);
    put_tally(out, &t, true);
    put_attribute(out, "timestamp", r->started);
    fputs(">\n", out);
    put_properties(out, r, mode);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (strcmp(r->scenarios[i].mode, mode) == 0)
            put_case(out, r, i, dialect);
    }
    fputs("  </testsuite>\n", out);
}

/* Why the run was not accepted, where no scenario shows it. */
static void put_run_suite(FILE *out, const struct run_result *r)
{
    const struct tally t = {.tests = 1, .errors = 1};
    fputs("  <testsuite name=\"assay\"", out);
    put_tally(out, &t, true);
    put_attribute(out, "timestamp", r->started);
    fputs(">\n    <testcase classname=\"assay\" name=\"the run\"", out);
    put_time(out, t.duration);
    fputs(">\n      <error message=\"", out);
    if (r->broken)
        put(out, r->broken, IN_ATTRIBUTE);
    else if (r->signal)
        fprintf(out, "cut off by signal %d", r->signal);
    else
        fputs("nothing was judged", out);
    fprintf(out, "\" type=\"%s\"/>\n    </testcase>\n  </testsuite>\n",
            run_verdict_name(r->verdict));
}

static void put_run(FILE *out, const struct run_result *r, enum dialect dialect)
{
    struct tally t = tally_of(r, NULL);
    bool unexplained = result_is_unexplained(r);
    t.tests += unexplained;
    t.errors += unexplained;
    t.duration = r->duration;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay\"", out);
    put_tally(out, &t, dialect == COMMON);
    fputs(">\n", out);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (result_is_first_of_mode(r, i))
            put_suite(out, r, r->scenarios[i].mode, dialect);
    }
    if (unexplained)
        put_run_suite(out, r);
    fputs("</testsuites>\n", out);
}

void junit_write(FILE *out, const struct run_result *r)
{
    put_run(out, r, COMMON);
}

void junit_write_strict(FILE *out, const struct run_result *r)
{
    put_run(out, r, STRICT);
}
