/* SPDX-License-Identifier: MIT */
/* Judgements become results: one entry per check of a step, however often a repeat plays it; the
 * heaviest verdict stays, with its evidence.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "oracle/judge.h"
#include "run/player.h"
#include "run/running.h"
#include "scenario/metrics.h"

static struct check_result *entry(struct player *p, const struct step *s, const char *text,
                                  int line)
{
    struct scenario_result *r = p->result;
    for (size_t i = 0; s && i < r->check_count; i++) {
        struct check_result *c = &r->checks[i];
        if (c->step_number == p->step_number && c->line == line && strcmp(c->text, text) == 0)
            return c;
    }
    if (r->check_count == r->check_room)
        r->checks =
            arena_grow(p->arena, r->checks, r->check_count, &r->check_room, sizeof *r->checks);
    struct check_result *c = &r->checks[r->check_count++];
    *c = (struct check_result){.step = s ? s->name : NULL,
                               .file = s ? s->file : NULL,
                               .step_number = s ? p->step_number : 0,
                               .text = arena_copy(p->arena, text, strlen(text)),
                               .expected = "",
                               .measured = "",
                               .line = line};
    return c;
}

static void put(struct player *p, struct check_result *c, const struct judgement *j,
                const char *evidence)
{
    c->samples++;
    p->result->verdict = verdict_heavier(p->result->verdict, j->verdict);
    if (c->samples > 1 && j->verdict <= c->verdict)
        return;
    c->verdict = j->verdict;
    if (j->verdict == VERDICT_FAIL)
        c->reason = NULL; /* that excused an earlier sample */
    c->expected = arena_copy(p->arena, j->expected, strlen(j->expected));
    c->measured = arena_copy(p->arena, j->measured, strlen(j->measured));
    if (j->verdict != VERDICT_PASS && evidence)
        c->evidence = arena_copy(p->arena, evidence, strlen(evidence));
    if (j->verdict == VERDICT_INCONCLUSIVE && !c->reason)
        c->reason = "there was no sample to judge";
}

static const char *value_of(void *context, const char *name)
{
    return variable_value(context, name);
}

static bool is_by_host(const struct check *c)
{
    return c->subject.kind == SUBJECT_METRIC && metric_find(c->subject.argument)->by_host;
}

/* Metrics that another run on another day would give differently. */
static bool is_statistical(const struct check *c)
{
    if (c->subject.kind != SUBJECT_METRIC || is_by_host(c))
        return is_by_host(c);
    enum check_unit unit = metric_find(c->subject.argument)->unit;
    return unit != UNIT_NONE && unit != UNIT_B && unit != UNIT_KIB && unit != UNIT_MIB;
}

static bool is_timing(const struct check *c)
{
    return c->subject.kind == SUBJECT_ELAPSED || is_statistical(c);
}

/* A miss that is not the candidate's doing, or may not be, is no failure. */
static void temper(const struct player *p, const struct check *c, const struct exchange *x,
                   struct check_result *r, struct judgement *j)
{
    const char *unfit = is_by_host(c) ? p->crowded : p->unfit;
    r->statistical = is_statistical(c);
    if (j->verdict <= VERDICT_PASS || j->verdict == VERDICT_INCONCLUSIVE)
        return;
    if (interrupt_signal()) {
        j->verdict = VERDICT_INCONCLUSIVE;
        r->reason = "interrupted";
    } else if (clock_now() >= p->deadline) {
        j->verdict = VERDICT_INCONCLUSIVE;
        r->reason = "the time of the run (--max-time) was up";
    } else if (p->unable || (x && x->connect == CONNECT_FAILED)) {
        j->verdict = VERDICT_INCONCLUSIVE;
        r->reason = p->unable ? p->unable : EXCHANGE_NO_WAY;
    } else if (r->statistical && unfit) {
        j->verdict = VERDICT_INCONCLUSIVE;
        r->reason = unfit;
    }
}

/* Where others had the processors that it wanted, it may have used little for want of them. */
static void doubt(const struct player *p, const struct check *c, struct check_result *r,
                  struct judgement *j)
{
    const struct sample *s =
        c->subject.kind == SUBJECT_METRIC ? sample_find(p, c->subject.argument) : NULL;
    if (j->verdict != VERDICT_PASS || !s || s->wanted <= s->value)
        return;
    const struct measured wanted = {.kind = MEASURED_NUMBER, .number = s->wanted};
    if (judge(c, &wanted).verdict == VERDICT_PASS)
        return;
    j->verdict = VERDICT_INCONCLUSIVE;
    r->reason = "others had the processors that it wanted: with them it would have used more";
}

static const char *metric_evidence(const struct player *p, const struct check *c)
{
    if (c->subject.kind != SUBJECT_METRIC)
        return NULL;
    if (strncmp(c->subject.argument, "heap", 4) == 0)
        return p->heap_grown;
    return p->problems ? p->problems : p->grown;
}

static enum verdict judge_check(struct player *p, const struct step *s, const struct check *c,
                                struct exchange *x, struct link *k)
{
    struct arena scratch;
    struct check bound;
    struct check_error error;
    const struct check *ready = c;
    enum verdict verdict = VERDICT_FAIL;
    arena_init(&scratch);
    struct check_result *r = entry(p, s, c->text, c->line);
    if (c->has_variable)
        ready = check_expand(&scratch, c, value_of, p, &bound, &error) ? &bound : NULL;
    if (ready) {
        struct measured m = measure(p, s, ready, x, k, &scratch);
        struct judgement j = judge(ready, &m);
        doubt(p, ready, r, &j);
        bool fine = j.verdict == VERDICT_PASS;
        temper(p, c, x, r, &j);
        put(p, r, &j, fine ? NULL : x ? transcript(x, &scratch) : metric_evidence(p, c));
        if (ready == &bound)
            check_release(&bound);
        verdict = j.verdict;
    } else {
        struct judgement j = {.verdict = VERDICT_FAIL};
        snprintf(j.expected, sizeof j.expected, "a check that can be filled in");
        snprintf(j.measured, sizeof j.measured, "%.190s", error.sentence);
        put(p, r, &j, NULL);
    }
    arena_release(&scratch);
    return verdict;
}

static void judge_capture(struct player *p, const struct step *s, const struct capture *c,
                          struct exchange *x, struct link *k)
{
    struct arena scratch;
    arena_init(&scratch);
    const struct check whole = {.subject = c->subject, .op = OP_IS, .state = STATE_PRESENT};
    struct measured m = measure(p, s, &whole, x, k, &scratch);
    if (m.kind == MEASURED_TEXT || m.kind == MEASURED_JSON) {
        capture_value(p, c->variable, m.plain ? m.plain : m.text);
    } else if (m.kind == MEASURED_NUMBER) {
        capture_value(p, c->variable, arena_text(&scratch, "%.0f", m.number));
    } else {
        struct judgement j = judge(&whole, &m);
        j.verdict = VERDICT_FAIL;
        const char *text = arena_text(&scratch, "capture %s", c->variable);
        if (!p->silent) {
            struct check_result *r = entry(p, s, text, s->line);
            temper(p, &whole, x, r, &j);
            put(p, r, &j, x ? transcript(x, &scratch) : NULL);
        }
    }
    arena_release(&scratch);
}

static void skip_check(struct player *p, const struct step *s, const struct check *c,
                       const char *reason)
{
    struct check_result *r = entry(p, s, c->text, c->line);
    r->samples++;
    r->verdict = VERDICT_SKIP;
    r->reason = reason;
}

/* Why a check is not judged, or NULL. */
static const char *spares(struct player *p, const struct check *c)
{
    const char *reason = running_spares_check(p, c);
    if (reason && p->result->reach == REACH_WHOLE)
        p->result->reach = REACH_NOT_ALL_CHECKS;
    if (p->mode != MODE_NATIVE && is_timing(c))
        return "time is not judged under memcheck";
    return reason;
}

bool record_each(struct player *p, const struct step *s, struct exchange *x)
{
    p->answers++;
    return judge_each(p, s, x);
}

bool judge_each(struct player *p, const struct step *s, struct exchange *x)
{
    bool good = true;
    for (size_t i = 0; i < s->each_count && !p->silent; i++) {
        const struct check *c = &s->each[i];
        const char *spared = spares(p, c);
        if (spared)
            skip_check(p, s, c, spared);
        else
            good &= judge_check(p, s, c, x, NULL) <= VERDICT_WARN;
    }
    return good;
}

void record_again(struct player *p, const struct step *s, uint64_t times)
{
    p->answers += times;
    judge_again(p, s, times);
}

void judge_again(struct player *p, const struct step *s, uint64_t times)
{
    for (size_t i = 0; i < s->each_count && !p->silent; i++)
        entry(p, s, s->each[i].text, s->each[i].line)->samples += (unsigned)times;
}

void record_step(struct player *p, const struct step *s, struct exchange *x, struct link *k)
{
    for (size_t i = 0; i < s->check_count && !p->silent; i++) {
        const char *spared = spares(p, &s->checks[i]);
        if (spared)
            skip_check(p, s, &s->checks[i], spared);
        else
            (void)judge_check(p, s, &s->checks[i], x, k);
    }
    for (size_t i = 0; i < s->capture_count; i++)
        judge_capture(p, s, &s->captures[i], x, k);
}

void record_skipped(struct player *p, const struct step *s, const char *reason)
{
    for (size_t i = 0; i < s->check_count && !p->silent; i++)
        skip_check(p, s, &s->checks[i], reason);
    for (size_t i = 0; i < s->step_count; i++)
        record_skipped(p, &s->steps[i], reason);
}

void record_uncaptured(struct player *p, const struct step *s, const char *variable)
{
    record_skipped(p, s, arena_text(p->arena, "${%s} was never captured", variable));
}

void record_finding(struct player *p, const char *text, enum verdict verdict, const char *expected,
                    const char *measured, const char *evidence)
{
    struct check_result *c = entry(p, NULL, text, 0);
    struct judgement j = {.verdict = verdict};
    snprintf(j.expected, sizeof j.expected, "%s", expected);
    snprintf(j.measured, sizeof j.measured, "%s", measured);
    put(p, c, &j, evidence);
    if (verdict == VERDICT_INCONCLUSIVE)
        c->reason = c->measured;
}

void record_implicit(struct player *p, enum implicit_check check, enum verdict verdict,
                     const char *expected, const char *measured, const char *evidence)
{
    record_finding(p, implicit_text(check), verdict, expected, measured, evidence);
}

void record_spared(struct player *p, enum implicit_check check, const char *reason)
{
    record_implicit(p, check, VERDICT_SKIP, "", "", NULL);
    p->result->checks[p->result->check_count - 1].reason = reason;
}

void record_metric(struct player *p, const char *name, double value)
{
    struct scenario_result *r = p->result;
    if (p->silent)
        return; /* played again with fewer connections, and not what was judged */
    for (size_t i = 0; i < r->metric_count; i++) {
        if (strcmp(r->metrics[i].name, name) == 0) {
            r->metrics[i].value = value;
            return;
        }
    }
    if (r->metric_count == r->metric_room)
        r->metrics =
            arena_grow(p->arena, r->metrics, r->metric_count, &r->metric_room, sizeof *r->metrics);
    r->metrics[r->metric_count++] = (struct metric_result){.name = name, .value = value};
}
