/* SPDX-License-Identifier: MIT */
/* Two of three, with a control in between; three of three for memory that may be a pool's; and
 * another chance for a host that was busy. */
#include "run/confirm.h"

#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"

enum { FRESH_RUNS = 2 };

static bool only_statistics_failed(const struct scenario_result *r)
{
    unsigned failed = 0;
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->verdict >= VERDICT_FAIL && !c->statistical && !c->by_agreement)
            return false;
        failed += c->verdict == VERDICT_FAIL && c->statistical;
    }
    return failed > 0 && r->verdict == VERDICT_FAIL;
}

static bool memory_failed(const struct scenario_result *r)
{
    for (size_t i = 0; i < r->check_count; i++) {
        if (r->checks[i].verdict == VERDICT_FAIL && r->checks[i].by_agreement)
            return true;
    }
    return false;
}

/* `otherwise`: if it did not even come to that check. */
static enum verdict verdict_in(const struct scenario_result *again,
                               const struct check_result *first, enum verdict otherwise)
{
    for (size_t i = 0; i < again->check_count; i++) {
        const struct check_result *c = &again->checks[i];
        if (c->line == first->line && strcmp(c->text, first->text) == 0)
            return c->verdict;
    }
    return otherwise;
}

static struct scenario_result *play_once_more(const struct take *t, const struct run_subject *whom)
{
    struct take again = *t;
    again.case_results = NULL;
    again.subject = whom;
    again.result = arena_zero(t->arena, 1, sizeof *again.result);
    *again.result = (struct scenario_result){.id = t->result->id, .verdict = VERDICT_SKIP};
    take_play(&again);
    return again.result;
}

/* Nothing was found, and something could not be judged because of the host. */
static bool host_was_unfit(const struct scenario_result *r)
{
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->verdict == VERDICT_INCONCLUSIVE && !c->statistical)
            return false;
    }
    return r->verdict == VERDICT_INCONCLUSIVE && r->check_count > 0;
}

static void play_until_fit(const struct take *t)
{
    struct scenario_result *r = t->result;
    struct player judge = {.result = r, .arena = t->arena};
    for (int i = 1; i <= FRESH_RUNS && host_was_unfit(r); i++) {
        if (interrupt_signal() || clock_now() >= t->deadline)
            return;
        const struct scenario_result *fresh = play_once_more(t, t->subject);
        r->checks = fresh->checks;
        r->check_count = fresh->check_count;
        r->check_room = fresh->check_room;
        r->metrics = fresh->metrics;
        r->loads = fresh->loads;
        r->load_count = fresh->load_count;
        r->load_room = fresh->load_room;
        r->metric_count = fresh->metric_count;
        r->metric_room = fresh->metric_room;
        r->verdict = fresh->verdict;
        r->reason = fresh->reason;
        record_metric(&judge, "plays", i + 1);
    }
}

static void soften(struct scenario_result *r, struct check_result *c, enum verdict verdict,
                   const char *reason)
{
    c->verdict = verdict;
    c->reason = reason;
    result_sum_up(r);
}

/* A server that runs already is the same one each time. */
static const char *freshness(const struct take *t)
{
    return t->subject->running ? "" : " fresh";
}

static void settle(const struct take *t, struct check_result *c,
                   struct scenario_result *const fresh[FRESH_RUNS],
                   struct scenario_result *const control[FRESH_RUNS])
{
    enum verdict plays[FRESH_RUNS + 1] = {VERDICT_FAIL};
    unsigned missed = 1, made = 1;
    bool control_missed = false;
    for (int i = 0; i < FRESH_RUNS; i++) {
        if (fresh[i])
            plays[made++] = verdict_in(fresh[i], c, VERDICT_FAIL);
        missed += fresh[i] && plays[made - 1] == VERDICT_FAIL;
        control_missed |= control[i] && verdict_in(control[i], c, VERDICT_FAIL) > VERDICT_WARN;
    }
    enum verdict repeated = verdict_repeated(plays, made);
    if (control_missed)
        soften(t->result, c, VERDICT_INCONCLUSIVE,
               "the reference server did no better on this host");
    else if (repeated == VERDICT_INCONCLUSIVE)
        soften(t->result, c, repeated, "missed once, and this host was unfit to look again");
    else if (repeated == VERDICT_WARN)
        soften(t->result, c, repeated,
               arena_text(t->arena, "missed in one of three%s runs", freshness(t)));
    else
        c->reason = arena_text(t->arena, "missed in %u of %u%s runs", missed, made, freshness(t));
}

/* A fresh run that was not made agrees with nobody. */
static void settle_memory(const struct take *t, struct check_result *c,
                          struct scenario_result *const fresh[FRESH_RUNS])
{
    enum verdict plays[FRESH_RUNS + 1] = {c->verdict};
    unsigned failed = 1, made = 1;
    for (int i = 0; i < FRESH_RUNS; i++) {
        plays[i + 1] =
            fresh[i] ? verdict_in(fresh[i], c, VERDICT_INCONCLUSIVE) : VERDICT_INCONCLUSIVE;
        failed += plays[i + 1] == VERDICT_FAIL;
        made += fresh[i] != NULL;
    }
    const char *words = arena_text(t->arena, "%u of %u %s grew so%s%s", failed, made,
                                   t->subject->running ? "plays" : "fresh processes",
                                   c->reason ? "; " : "", c->reason ? c->reason : "");
    enum verdict agreed = verdict_agreed(plays, FRESH_RUNS + 1);
    if (agreed == VERDICT_FAIL)
        c->reason = words;
    else
        soften(t->result, c, agreed,
               arena_text(t->arena, "such growth convicts only if %d agree: %s", FRESH_RUNS + 1,
                          words));
}

/* Of three; what the third would show changes nothing. */
static bool all_missed_twice(const struct scenario_result *r, const struct scenario_result *fresh)
{
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->verdict == VERDICT_FAIL &&
            (c->by_agreement || verdict_in(fresh, c, VERDICT_FAIL) != VERDICT_FAIL))
            return false;
    }
    return true;
}

void confirm(const struct take *t)
{
    struct scenario_result *fresh[FRESH_RUNS] = {NULL}, *control[FRESH_RUNS] = {NULL};
    play_until_fit(t);
    bool statistics = only_statistics_failed(t->result);
    bool certain = false;
    int made = 0;
    if (!statistics && !memory_failed(t->result))
        return;
    for (; made < FRESH_RUNS && !interrupt_signal() && clock_now() < t->deadline; made++) {
        if (statistics && t->plan->control.program)
            control[made] = play_once_more(t, &t->plan->control);
        if (certain)
            continue;
        fresh[made] = play_once_more(t, t->subject);
        certain = statistics && all_missed_twice(t->result, fresh[made]);
    }
    for (size_t i = 0; i < t->result->check_count; i++) {
        struct check_result *c = &t->result->checks[i];
        if (c->verdict == VERDICT_FAIL && c->by_agreement)
            settle_memory(t, c, fresh);
        else if (c->verdict == VERDICT_FAIL && statistics && made == FRESH_RUNS)
            settle(t, c, fresh, control);
    }
}
