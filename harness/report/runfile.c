/* SPDX-License-Identifier: MIT */
/* Streams JSON; the nesting is that of the functions.
 */
#include "report/runfile.h"

#include <string.h>

#include "data/json.h"

/* Position in the JSON text: whether a comma is due, how deep to indent (-1: all on one line). */
struct pen {
    FILE *out;
    bool comma;
    int depth;
    bool one_line;
};

static void next(struct pen *p)
{
    if (p->comma)
        fputc(',', p->out);
    if (!p->one_line)
        fprintf(p->out, "\n%*s", p->depth * 2, "");
    else if (p->comma)
        fputc(' ', p->out);
    p->comma = true;
}

static void text(struct pen *p, const char *value)
{
    if (value)
        json_escape(p->out, value, strlen(value));
    else
        fputs("null", p->out);
}

static void key(struct pen *p, const char *name)
{
    next(p);
    if (!name)
        return;
    text(p, name);
    fputs(": ", p->out);
}

/* `name` NULL: an item of a list. */
static void open_in(struct pen *p, const char *name, char bracket)
{
    key(p, name);
    fputc(bracket, p->out);
    p->comma = false;
    p->depth++;
}

static void close_in(struct pen *p, char bracket)
{
    p->depth--;
    if (p->comma && !p->one_line)
        fprintf(p->out, "\n%*s", p->depth * 2, "");
    fputc(bracket, p->out);
    p->comma = true;
}

static void put_text(struct pen *p, const char *name, const char *value)
{
    key(p, name);
    text(p, value);
}

static void put_seconds(struct pen *p, const char *name, int64_t ns)
{
    key(p, name);
    fprintf(p->out, "%.6f", (double)ns / 1e9);
}

static void put_number(struct pen *p, const char *name, double value)
{
    key(p, name);
    fprintf(p->out, "%.17g", value);
}

static void put_list(struct pen *p, const char *name, const char *const *items, size_t count)
{
    open_in(p, name, '[');
    bool before = p->one_line;
    p->one_line = true;
    for (size_t i = 0; i < count; i++)
        put_text(p, NULL, items[i]);
    p->depth--;
    fputc(']', p->out);
    p->one_line = before;
    p->comma = true;
}

static void put_check(struct pen *p, const struct check_result *c)
{
    open_in(p, NULL, '{');
    put_text(p, "step", c->step);
    put_number(p, "step_number", c->step_number);
    put_text(p, "text", c->text);
    put_text(p, "verdict", verdict_name(c->verdict));
    put_text(p, "expected", c->expected);
    put_text(p, "measured", c->measured);
    put_text(p, "reason", c->reason);
    put_number(p, "samples", c->samples);
    put_number(p, "line", c->line);
    put_text(p, "evidence", c->evidence);
    close_in(p, '}');
}

static void put_metrics(struct pen *p, const struct scenario_result *s)
{
    open_in(p, "metrics", '{');
    for (size_t i = 0; i < s->metric_count; i++)
        put_number(p, s->metrics[i].name, s->metrics[i].value);
    close_in(p, '}');
}

static void put_scenario(struct pen *p, const struct scenario_result *s)
{
    put_text(p, "id", s->id);
    put_text(p, "title", s->title);
    put_text(p, "mode", s->mode);
    put_text(p, "file", s->file);
    put_text(p, "verdict", verdict_name(s->verdict));
    put_text(p, "reason", s->reason);
    put_list(p, "covers", s->covers, s->cover_count);
    put_seconds(p, "duration_s", s->duration);
    open_in(p, "checks", '[');
    for (size_t i = 0; i < s->check_count; i++)
        put_check(p, &s->checks[i]);
    close_in(p, ']');
    put_metrics(p, s);
    put_text(p, "again", s->again);
}

static const char *requirement_verdict(const struct requirement_result *q)
{
    static const char *const words[] = {
        [NOT_COVERED] = "not covered", [JUDGED_ELSEWHERE] = "judged by make test"};
    if (q->coverage != COVERED)
        return words[q->coverage];
    if (q->verdict == VERDICT_WARN)
        return "pass";
    return verdict_name(q->verdict == VERDICT_ERROR ? VERDICT_INCONCLUSIVE : q->verdict);
}

static void put_requirement(struct pen *p, const struct requirement_result *q)
{
    open_in(p, NULL, '{');
    put_text(p, "id", q->id);
    put_text(p, "title", q->title);
    put_text(p, "verdict", requirement_verdict(q));
    put_list(p, "scenarios", q->scenarios, q->scenario_count);
    close_in(p, '}');
}

static void put_candidate(struct pen *p, const struct run_result *r)
{
    size_t count = 0;
    while (r->argv[count])
        count++;
    open_in(p, "candidate", '{');
    put_text(p, "name", r->candidate);
    put_text(p, "file", r->profile);
    put_text(p, "program", r->program);
    put_text(p, "sha256", r->digest);
    put_list(p, "command", r->argv, count);
    close_in(p, '}');
    open_in(p, "host", '{');
    put_text(p, "system", r->system);
    put_number(p, "cores", (double)r->cpus);
    put_text(p, "network", r->network);
    close_in(p, '}');
}

static void put_counts(struct pen *p, const struct run_result *r)
{
    open_in(p, "counts", '{');
    for (int v = 0; v < VERDICT_COUNT; v++)
        put_number(p, verdict_name((enum verdict)v), r->counts[v]);
    close_in(p, '}');
}

void runfile_write(FILE *out, const struct run_result *r)
{
    struct pen p = {.out = out, .depth = 1};
    fputc('{', out);
    put_text(&p, "schema", "assay-run/1");
    put_text(&p, "verdict", run_verdict_name(r->verdict));
    put_text(&p, "assay", r->version);
    put_text(&p, "started", r->started);
    put_seconds(&p, "duration_s", r->duration);
    key(&p, "seed");
    fprintf(out, "%llu", (unsigned long long)r->seed);
    put_candidate(&p, r);
    put_counts(&p, r);
    put_text(&p, "broken", r->broken);
    put_number(&p, "signal", r->signal);
    open_in(&p, "scenarios", '[');
    for (size_t i = 0; i < r->scenario_count; i++) {
        open_in(&p, NULL, '{');
        put_scenario(&p, &r->scenarios[i]);
        close_in(&p, '}');
    }
    close_in(&p, ']');
    open_in(&p, "requirements", '[');
    for (size_t i = 0; i < r->requirement_count; i++)
        put_requirement(&p, &r->requirements[i]);
    close_in(&p, ']');
    put_list(&p, "waivers", r->waivers, r->waiver_count);
    fputs("\n}\n", out);
}

static struct pen event(FILE *out, const char *what)
{
    struct pen p = {.out = out, .one_line = true};
    fputc('{', out);
    put_text(&p, "event", what);
    return p;
}

static void event_end(FILE *out)
{
    fputs("}\n", out);
    fflush(out);
}

void runfile_event_run(FILE *out, const struct run_result *r)
{
    struct pen p = event(out, "run begins");
    put_text(&p, "schema", "assay-run/1");
    put_text(&p, "assay", r->version);
    put_text(&p, "started", r->started);
    put_candidate(&p, r);
    event_end(out);
}

void runfile_event_begun(FILE *out, const struct scenario_result *s)
{
    struct pen p = event(out, "scenario begins");
    put_text(&p, "id", s->id);
    put_text(&p, "mode", s->mode);
    event_end(out);
}

void runfile_event_ended(FILE *out, const struct scenario_result *s)
{
    struct pen p = event(out, "scenario ended");
    put_scenario(&p, s);
    event_end(out);
}
