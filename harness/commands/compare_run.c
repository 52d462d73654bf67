/* SPDX-License-Identifier: MIT */
/* Each figure is a check and a metric of the scenario and mode that it is of. */
#include "commands/compare_run.h"

#include <string.h>
#include <time.h>

static const char *now_text(struct arena *a)
{
    char text[32] = "";
    struct tm utc;
    time_t now = time(NULL);
    if (gmtime_r(&now, &utc))
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return arena_copy(a, text, strlen(text));
}

static const char *name_of(struct arena *a, const struct past_run *run)
{
    return arena_text(a, "%s%s%.12s%s", run->candidate, *run->digest ? " (sha256 " : "",
                      run->digest, *run->digest ? "...)" : "");
}

void compare_run_begin(struct compare_run *c, const struct past_run *old,
                       const struct past_run *now, const char *again)
{
    static const char *const no_words[] = {NULL};
    *c = (struct compare_run){.room = 0};
    arena_init(&c->arena);
    c->run = (struct run_result){.version = ASSAY_VERSION,
                                 .started = now_text(&c->arena),
                                 .candidate =
                                     arena_text(&c->arena, "%s, compared with %s",
                                                name_of(&c->arena, now), name_of(&c->arena, old)),
                                 .argv = no_words,
                                 .limits = no_words,
                                 .system = now->system,
                                 .cpus = (long)now->cores,
                                 .broken = NULL};
    c->again = arena_copy(&c->arena, again, strlen(again));
}

static struct scenario_result *scenario_of(struct compare_run *c, const char *id, const char *mode)
{
    struct run_result *r = &c->run;
    size_t count = r->scenario_count;
    for (size_t i = count; i > 0; i--) { /* the figures of one mostly follow each other */
        struct scenario_result *s = &r->scenarios[i - 1];
        if (strcmp(s->id, id) == 0 && strcmp(s->mode, mode) == 0)
            return s;
    }
    if (count == c->room)
        r->scenarios = arena_grow(&c->arena, r->scenarios, count, &c->room, sizeof *r->scenarios);
    r->scenarios[r->scenario_count++] = (struct scenario_result){
        .id = id, .title = "old and new", .mode = mode, .file = "", .again = c->again};
    return &r->scenarios[count];
}

static void add_check(struct arena *a, struct scenario_result *s, const struct check_result *check)
{
    if (s->check_count == s->check_room)
        s->checks = arena_grow(a, s->checks, s->check_count, &s->check_room, sizeof *s->checks);
    s->checks[s->check_count++] = *check;
}

void compare_run_doubt(struct compare_run *c, const char *scenario, const char *mode,
                       const char *figure, const char *reason)
{
    add_check(&c->arena, scenario_of(c, scenario, mode),
              &(struct check_result){.text = figure,
                                     .verdict = VERDICT_INCONCLUSIVE,
                                     .expected = "known",
                                     .measured = "none",
                                     .reason = arena_copy(&c->arena, reason, strlen(reason))});
}

void compare_run_add(struct compare_run *c, const struct compared *figure)
{
    struct arena *a = &c->arena;
    const struct past_row *row = figure->row;
    struct scenario_result *s = scenario_of(c, row->scenario, row->mode);
    bool is_open = figure->verdict == VERDICT_INCONCLUSIVE;
    add_check(a, s,
              &(struct check_result){
                  .text = figure->gate ? arena_text(a, "%s: not %s", row->metric, figure->gate)
                                       : row->metric,
                  .verdict = figure->verdict,
                  .expected = arena_text(a, "old: %s", figure->old_text),
                  .measured = arena_text(a, "%s, %s", figure->new_text, figure->change),
                  .reason = is_open ? "too few runs of either side" : NULL,
                  .samples = (unsigned)row->figures.count});
    if (s->metric_count == s->metric_room)
        s->metrics =
            arena_grow(a, s->metrics, s->metric_count, &s->metric_room, sizeof *s->metrics);
    s->metrics[s->metric_count++] =
        (struct metric_result){.name = row->metric, .value = figure->now};
}

void compare_run_end(struct compare_run *c)
{
    struct run_result *r = &c->run;
    for (size_t i = 0; i < r->scenario_count; i++) {
        result_sum_up(&r->scenarios[i]);
        r->counts[r->scenarios[i].verdict]++;
    }
    r->verdict = run_verdict_of(r->counts, false);
}

void compare_run_release(struct compare_run *c)
{
    arena_release(&c->arena);
}
