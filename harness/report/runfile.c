/* SPDX-License-Identifier: MIT */
/* Streams JSON; the nesting is that of the functions. */
#include "report/runfile.h"

#include "base/bytes.h"
#include "data/json_pen.h"

#define NS_PER_S INT64_C(1000000000)

static void put_seconds(struct json_pen *p, const char *name, int64_t ns)
{
    char text[48];
    snprintf(text, sizeof text, "%lld.%09lld", (long long)(ns / NS_PER_S),
             (long long)(ns % NS_PER_S));
    json_pen_raw(p, name, text);
}

static void put_list(struct json_pen *p, const char *name, const char *const *items, size_t count)
{
    bool before = p->one_line;
    json_pen_open(p, name, '[');
    p->one_line = true;
    for (size_t i = 0; i < count; i++)
        json_pen_text(p, NULL, items[i]);
    json_pen_close(p, ']');
    p->one_line = before;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;
    while (list[count])
        count++;
    return count;
}

static void put_check(struct json_pen *p, const struct check_result *c)
{
    json_pen_open(p, NULL, '{');
    json_pen_text(p, "step", c->step);
    json_pen_number(p, "step_number", c->step_number);
    json_pen_text(p, "text", c->text);
    json_pen_text(p, "verdict", verdict_name(c->verdict));
    json_pen_text(p, "expected", c->expected);
    json_pen_text(p, "measured", c->measured);
    json_pen_text(p, "reason", c->reason);
    json_pen_raw(p, "statistical", c->statistical ? "true" : "false");
    if (c->by_agreement)
        json_pen_raw(p, "by_agreement", "true");
    json_pen_number(p, "samples", c->samples);
    json_pen_number(p, "line", c->line);
    if (c->file)
        json_pen_text(p, "file", c->file);
    json_pen_text(p, "evidence", c->evidence);
    json_pen_close(p, '}');
}

static void put_metrics(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_open(p, "metrics", '{');
    for (size_t i = 0; i < s->metric_count; i++)
        json_pen_number(p, s->metrics[i].name, s->metrics[i].value);
    json_pen_close(p, '}');
}

/* On one line: there are a thousand of them. */
static void put_buckets(struct json_pen *p, const char *name, const struct load_bucket *all,
                        size_t count)
{
    struct bytes pairs;
    bytes_init(&pairs, SIZE_MAX);
    bytes_text(&pairs, "[");
    for (size_t i = 0; i < count; i++)
        bytes_format(&pairs, "%s[%llu, %llu]", i ? ", " : "", (unsigned long long)all[i].most,
                     (unsigned long long)all[i].count);
    bytes_text(&pairs, "]");
    json_pen_raw(p, name, pairs.data);
    bytes_release(&pairs);
}

static void put_second(struct json_pen *p, const struct load_second *s)
{
    json_pen_open(p, NULL, '{');
    json_pen_number(p, "second", s->number);
    json_pen_number(p, "answers", (double)s->answers);
    json_pen_number(p, "errors", (double)s->errors);
    json_pen_number(p, "p50", (double)s->p50);
    json_pen_number(p, "p95", (double)s->p95);
    json_pen_number(p, "p99", (double)s->p99);
    json_pen_close(p, '}');
}

static void put_look(struct json_pen *p, const struct load_look *l)
{
    json_pen_open(p, NULL, '{');
    json_pen_number(p, "at", (double)l->at);
    json_pen_number(p, "cpu", (double)l->cpu);
    json_pen_number(p, "rss", (double)l->rss);
    json_pen_number(p, "threads", (double)l->threads);
    json_pen_number(p, "descriptors", (double)l->descriptors);
    json_pen_number(p, "sockets", (double)l->sockets);
    json_pen_number(p, "files", (double)l->files);
    json_pen_number(p, "others", (double)l->others);
    json_pen_close(p, '}');
}

static void put_load(struct json_pen *p, const struct load_figures *l)
{
    json_pen_open(p, NULL, '{');
    json_pen_text(p, "step", l->step);
    json_pen_number(p, "step_number", l->step_number);
    json_pen_number(p, "connections", l->connections);
    json_pen_number(p, "rate", l->rate);
    json_pen_open(p, "seconds", '[');
    for (size_t i = 0; i < l->second_count; i++)
        put_second(p, &l->seconds[i]);
    json_pen_close(p, ']');
    json_pen_open(p, "candidate", '[');
    for (size_t i = 0; i < l->look_count; i++)
        put_look(p, &l->looks[i]);
    json_pen_close(p, ']');
    put_buckets(p, "latency", l->latency, l->latency_count);
    put_buckets(p, "service", l->service, l->service_count);
    json_pen_close(p, '}');
}

static void put_loads(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_open(p, "loads", '[');
    for (size_t i = 0; i < s->load_count; i++)
        put_load(p, &s->loads[i]);
    json_pen_close(p, ']');
}

static void put_point(struct json_pen *p, const struct course_point *c)
{
    json_pen_open(p, NULL, '{');
    json_pen_number(p, "cycles", (double)c->cycles);
    json_pen_number(p, "live", (double)c->live);
    json_pen_number(p, "anonymous", (double)c->anonymous);
    json_pen_number(p, "descriptors", (double)c->descriptors);
    json_pen_close(p, '}');
}

static void put_courses(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_open(p, "courses", '[');
    for (size_t i = 0; i < s->course_count; i++) {
        const struct course_figures *c = &s->courses[i];
        json_pen_open(p, NULL, '{');
        json_pen_text(p, "step", c->step);
        json_pen_number(p, "step_number", c->step_number);
        json_pen_open(p, "points", '[');
        for (size_t k = 0; k < c->count; k++)
            put_point(p, &c->points[k]);
        json_pen_close(p, ']');
        json_pen_close(p, '}');
    }
    json_pen_close(p, ']');
}

static void put_held(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_open(p, "descriptors", '[');
    for (size_t i = 0; i < s->held_count; i++) {
        json_pen_open(p, NULL, '{');
        json_pen_text(p, "kind", s->held[i].kind);
        json_pen_number(p, "before", s->held[i].before);
        json_pen_number(p, "after", s->held[i].after);
        json_pen_close(p, '}');
    }
    json_pen_close(p, ']');
}

/* What most scenarios are not is only said of those that are. */
static void put_kind(struct json_pen *p, const struct scenario_result *s)
{
    if (s->is_case)
        json_pen_raw(p, "case", "true");
    if (s->given_up)
        json_pen_raw(p, "given_up", "true");
    if (s->reach != REACH_WHOLE)
        json_pen_text(p, "reach", reach_name(s->reach));
}

static void put_scenario(struct json_pen *p, const struct scenario_result *s)
{
    json_pen_text(p, "id", s->id);
    json_pen_text(p, "title", s->title);
    json_pen_text(p, "mode", s->mode);
    json_pen_text(p, "file", s->file);
    json_pen_text(p, "verdict", verdict_name(s->verdict));
    json_pen_text(p, "reason", s->reason);
    put_kind(p, s);
    put_list(p, "covers", s->covers, s->cover_count);
    put_seconds(p, "duration_s", s->duration);
    json_pen_open(p, "checks", '[');
    for (size_t i = 0; i < s->check_count; i++)
        put_check(p, &s->checks[i]);
    json_pen_close(p, ']');
    put_metrics(p, s);
    if (s->load_count)
        put_loads(p, s);
    if (s->course_count)
        put_courses(p, s);
    if (s->held_count)
        put_held(p, s);
    json_pen_text(p, "again", s->again);
}

static void put_requirement(struct json_pen *p, const struct requirement_result *q)
{
    const char *word = coverage_name(q->coverage);
    json_pen_open(p, NULL, '{');
    json_pen_text(p, "id", q->id);
    json_pen_text(p, "title", q->title);
    json_pen_text(p, "verdict", word ? word : verdict_name(result_verdict_on(q)));
    put_list(p, "scenarios", q->scenarios, q->scenario_count);
    json_pen_close(p, '}');
}

static void put_running(struct json_pen *p, const struct run_result *r)
{
    json_pen_text(p, "url", r->url);
    if (r->pid)
        json_pen_number(p, "pid", (double)r->pid);
}

static void put_candidate(struct json_pen *p, const struct run_result *r)
{
    json_pen_open(p, "candidate", '{');
    json_pen_text(p, "name", r->candidate);
    json_pen_text(p, "file", r->profile);
    json_pen_text(p, "program", r->program);
    json_pen_text(p, "sha256", r->digest);
    put_list(p, "command", r->argv, count_of(r->argv));
    if (r->url)
        put_running(p, r);
    json_pen_close(p, '}');
    json_pen_open(p, "host", '{');
    json_pen_text(p, "system", r->system);
    json_pen_number(p, "cores", (double)r->cpus);
    json_pen_text(p, "network", r->network);
    json_pen_close(p, '}');
}

static void put_counts(struct json_pen *p, const struct run_result *r)
{
    json_pen_open(p, "counts", '{');
    for (int v = 0; v < VERDICT_COUNT; v++)
        json_pen_number(p, verdict_name((enum verdict)v), r->counts[v]);
    json_pen_close(p, '}');
}

static void put_seed(struct json_pen *p, const struct run_result *r)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
    json_pen_raw(p, "seed", seed);
}

void runfile_write(FILE *out, const struct run_result *r)
{
    struct json_pen p = {.out = out};
    json_pen_open(&p, NULL, '{');
    json_pen_text(&p, "schema", "assay-run/1");
    json_pen_text(&p, "verdict", run_verdict_name(r->verdict));
    json_pen_text(&p, "assay", r->version);
    json_pen_text(&p, "started", r->started);
    put_seconds(&p, "duration_s", r->duration);
    put_seed(&p, r);
    put_candidate(&p, r);
    put_counts(&p, r);
    json_pen_text(&p, "broken", r->broken);
    json_pen_number(&p, "signal", r->signal);
    json_pen_open(&p, "scenarios", '[');
    for (size_t i = 0; i < r->scenario_count; i++) {
        json_pen_open(&p, NULL, '{');
        put_scenario(&p, &r->scenarios[i]);
        json_pen_close(&p, '}');
    }
    json_pen_close(&p, ']');
    json_pen_open(&p, "requirements", '[');
    for (size_t i = 0; i < r->requirement_count; i++)
        put_requirement(&p, &r->requirements[i]);
    json_pen_close(&p, ']');
    put_list(&p, "waivers", r->waivers, r->waiver_count);
    if (r->url)
        put_list(&p, "limits", r->limits, count_of(r->limits));
    json_pen_close(&p, '}');
    fputc('\n', out);
}

static struct json_pen event(FILE *out, const char *what)
{
    struct json_pen p = {.out = out, .one_line = true};
    json_pen_open(&p, NULL, '{');
    json_pen_text(&p, "event", what);
    return p;
}

static void event_end(struct json_pen *p)
{
    json_pen_close(p, '}');
    fputc('\n', p->out);
    fflush(p->out);
}

void runfile_event_run(FILE *out, const struct run_result *r)
{
    struct json_pen p = event(out, "run begins");
    json_pen_text(&p, "schema", "assay-run/1");
    json_pen_text(&p, "assay", r->version);
    json_pen_text(&p, "started", r->started);
    put_seed(&p, r);
    put_candidate(&p, r);
    event_end(&p);
}

void runfile_event_begun(FILE *out, const struct scenario_result *s)
{
    struct json_pen p = event(out, "scenario begins");
    json_pen_text(&p, "id", s->id);
    json_pen_text(&p, "mode", s->mode);
    json_pen_text(&p, "title", s->title);
    json_pen_text(&p, "file", s->file);
    json_pen_text(&p, "again", s->again);
    event_end(&p);
}

void runfile_event_ended(FILE *out, const struct scenario_result *s)
{
    struct json_pen p = event(out, "scenario ended");
    put_scenario(&p, s);
    event_end(&p);
}
