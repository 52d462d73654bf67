/* SPDX-License-Identifier: MIT */
/* Streams JSON; what CTRF has no member for stands in `extra`, under the names of run.json.
 */
#include "report/ctrf.h"

#include <string.h>

#include "base/bytes.h"
#include "data/json_pen.h"

#define NS_PER_MS 1000000

static const char spec_version[] = "1.0.0";

enum status { PASSED, FAILED, SKIPPED, PENDING, OTHER, STATUS_COUNT };

static const char *const status_names[STATUS_COUNT] = {[PASSED] = "passed",
                                                       [FAILED] = "failed",
                                                       [SKIPPED] = "skipped",
                                                       [PENDING] = "pending",
                                                       [OTHER] = "other"};

static enum status status_of(enum verdict v)
{
    static const enum status statuses[VERDICT_COUNT] = {
        [VERDICT_SKIP] = SKIPPED,       [VERDICT_PASS] = PASSED, [VERDICT_WARN] = PASSED,
        [VERDICT_INCONCLUSIVE] = OTHER, [VERDICT_FAIL] = FAILED, [VERDICT_ERROR] = FAILED};
    return statuses[v];
}

/* ---- time ------------------------------------------------------------------------------------ */

static bool digits(const char *text, size_t count, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

/* Days from 1970-01-01 to that one: years begin in March, so that the odd day is their last. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

/* 2026-11-22T08:15:30Z in ms since 1970; 0 if it is no such text. */
static int64_t epoch_ms(const char *stamp)
{
    int64_t year, month, day, hour, minute, second;
    bool fine = stamp && strlen(stamp) == 20 && digits(stamp, 4, &year) &&
                digits(stamp + 5, 2, &month) && digits(stamp + 8, 2, &day) &&
                digits(stamp + 11, 2, &hour) && digits(stamp + 14, 2, &minute) &&
                digits(stamp + 17, 2, &second);
    if (!fine)
        return 0;
    return (days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second) * 1000;
}

static void put_whole(struct json_pen *p, const char *name, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    json_pen_raw(p, name, text);
}

/* ---- sentences ------------------------------------------------------------------------------- */

static void add_check_name(struct bytes *b, const struct check_result *c)
{
    if (c->step)
        bytes_format(b, "step %u, %s: ", c->step_number, c->step);
    bytes_text(b, c->text);
}

static void add_row(struct bytes *b, const char *word, const char *text)
{
    if (text)
        bytes_format(b, "  %-10s%s\n", word, text);
}

static void add_finding(struct bytes *b, const struct scenario_result *s,
                        const struct check_result *c)
{
    bytes_format(b, "%s: ", verdict_name(c->verdict));
    add_check_name(b, c);
    if (c->line)
        bytes_format(b, " (%s:%d)", c->file ? c->file : s->file, c->line);
    bytes_text(b, "\n");
    add_row(b, "expected", c->expected);
    add_row(b, "measured", c->measured);
    add_row(b, "because", c->reason);
    if (c->evidence)
        bytes_format(b, "%s\n", c->evidence);
}

/* One line for lists of tests. */
static void put_message(struct json_pen *p, const struct scenario_result *s)
{
    const struct check_result *c = s->verdict == VERDICT_SKIP ? NULL : result_decisive_check(s);
    struct bytes text;
    bytes_init(&text, SIZE_MAX / 2);
    if (c) {
        add_check_name(&text, c);
        bytes_format(&text, ": expected %s, measured %s", c->expected, c->measured);
    } else {
        bytes_text(&text, s->reason ? s->reason : verdict_name(s->verdict));
    }
    json_pen_text(p, "message", text.data);
    bytes_release(&text);
}

/* What did not pass, with its evidence. */
static void put_trace(struct json_pen *p, const struct scenario_result *s)
{
    struct bytes text;
    bytes_init(&text, SIZE_MAX / 2);
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].verdict > VERDICT_PASS)
            add_finding(&text, s, &s->checks[i]);
    }
    if (text.length)
        json_pen_text(p, "trace", text.data);
    bytes_release(&text);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void put_texts(struct json_pen *p, const char *name, const char *const *texts, size_t count)
{
    json_pen_open(p, name, '[');
    for (size_t i = 0; i < count; i++)
        json_pen_text(p, NULL, texts[i]);
    json_pen_close(p, ']');
}

static void put_extra(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_open(p, "extra", '{');
    json_pen_text(p, "id", s->id);
    json_pen_text(p, "mode", s->mode);
    json_pen_text(p, "title", s->title);
    put_whole(p, "checks", (int64_t)s->check_count);
    json_pen_open(p, "metrics", '{');
    for (size_t i = 0; i < s->metric_count; i++)
        json_pen_number(p, s->metrics[i].name, s->metrics[i].value);
    json_pen_close(p, '}');
    json_pen_text(p, "again", s->again);
    json_pen_close(p, '}');
}

static void put_name(struct json_pen *p, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    size_t number = result_play_number(r, index);
    struct bytes name;
    bytes_init(&name, SIZE_MAX / 2);
    bytes_text(&name, s->id);
    if (number > 1)
        bytes_format(&name, " (%zu)", number);
    json_pen_text(p, "name", name.data);
    bytes_release(&name);
}

static void put_test(struct json_pen *p, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    const struct check_result *c = result_decisive_check(s);
    json_pen_open(p, NULL, '{');
    put_name(p, r, index);
    json_pen_text(p, "status", status_names[status_of(s->verdict)]);
    json_pen_text(p, "rawStatus", verdict_name(s->verdict));
    put_whole(p, "duration", s->duration / NS_PER_MS);
    put_texts(p, "suite", &s->mode, 1);
    json_pen_text(p, "filePath", s->file);
    if (s->verdict != VERDICT_PASS)
        put_message(p, s);
    if (s->verdict > VERDICT_PASS && c && c->line && !c->file)
        put_whole(p, "line", c->line);
    put_trace(p, s);
    put_texts(p, "tags", s->covers, s->cover_count);
    put_extra(p, s);
    json_pen_close(p, '}');
}

/* Why the run was not accepted, where no scenario shows it. */
static void put_run_test(struct json_pen *p, const struct run_result *r)
{
    json_pen_open(p, NULL, '{');
    json_pen_text(p, "name", "the run was not accepted");
    json_pen_text(p, "status", status_names[FAILED]);
    json_pen_text(p, "rawStatus", run_verdict_name(r->verdict));
    put_whole(p, "duration", 0);
    json_pen_text(p, "message", r->broken ? r->broken : run_verdict_about(r->verdict));
    json_pen_close(p, '}');
}

/* ---- run ------------------------------------------------------------------------------------- */

static void put_summary(struct json_pen *p, const struct run_result *r)
{
    int64_t counts[STATUS_COUNT] = {[FAILED] = result_is_unexplained(r)};
    int64_t start = epoch_ms(r->started), duration = r->duration / NS_PER_MS;
    for (size_t i = 0; i < r->scenario_count; i++)
        counts[status_of(r->scenarios[i].verdict)]++;
    json_pen_open(p, "summary", '{');
    put_whole(p, "tests", (int64_t)r->scenario_count + result_is_unexplained(r));
    for (int i = 0; i < STATUS_COUNT; i++)
        put_whole(p, status_names[i], counts[i]);
    put_whole(p, "start", start);
    put_whole(p, "stop", start + duration);
    put_whole(p, "duration", duration);
    json_pen_close(p, '}');
}

static void put_environment(struct json_pen *p, const struct run_result *r)
{
    json_pen_open(p, "environment", '{');
    json_pen_text(p, "appName", r->candidate);
    json_pen_text(p, "osPlatform", "linux");
    if (r->system)
        json_pen_text(p, "osVersion", r->system);
    json_pen_raw(p, "healthy", r->verdict == RUN_ACCEPTED ? "true" : "false");
    json_pen_open(p, "extra", '{');
    json_pen_text(p, "verdict", run_verdict_name(r->verdict));
    json_pen_text(p, "file", r->profile);
    json_pen_text(p, "program", r->program);
    json_pen_text(p, "sha256", r->digest);
    json_pen_names(p, "command", r->argv);
    if (r->url)
        json_pen_text(p, "url", r->url);
    put_whole(p, "seed", (int64_t)r->seed);
    put_whole(p, "cores", r->cpus);
    json_pen_text(p, "network", r->network);
    json_pen_text(p, "broken", r->broken);
    put_whole(p, "signal", r->signal);
    json_pen_close(p, '}');
    json_pen_close(p, '}');
}

static void put_tool(struct json_pen *p, const struct run_result *r)
{
    json_pen_open(p, "tool", '{');
    json_pen_text(p, "name", "assay");
    json_pen_text(p, "version", r->version);
    json_pen_close(p, '}');
}

void ctrf_write(FILE *out, const struct run_result *r)
{
    struct json_pen p = {.out = out};
    json_pen_open(&p, NULL, '{');
    json_pen_text(&p, "reportFormat", "CTRF");
    json_pen_text(&p, "specVersion", spec_version);
    json_pen_text(&p, "timestamp", r->started);
    json_pen_text(&p, "generatedBy", "assay");
    json_pen_open(&p, "results", '{');
    put_tool(&p, r);
    put_summary(&p, r);
    json_pen_open(&p, "tests", '[');
    for (size_t i = 0; i < r->scenario_count; i++)
        put_test(&p, r, i);
    if (result_is_unexplained(r))
        put_run_test(&p, r);
    json_pen_close(&p, ']');
    put_environment(&p, r);
    json_pen_close(&p, '}');
    json_pen_close(&p, '}');
    fputc('\n', out);
}
