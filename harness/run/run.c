/* SPDX-License-Identifier: MIT */
/* scenario x mode -> ground, candidate, steps, audits -> result; then requirements and the verdict.
 */
#include "run/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/words.h"
#include "candidate/tree.h"
#include "run/confirm.h"
#include "run/cover.h"
#include "run/digest.h"
#include "run/explain.h"
#include "run/tools.h"
#include "run/waive.h"

struct conductor {
    const struct run_plan *plan;
    const struct run_observer *observer;
    struct run_result *result;
    struct arena *arena;
    struct client *client;
    int64_t deadline;
    const char *hopeless; /* why no further scenario is played, or NULL */
};

static bool is_tagged(const struct run_selection *selection, const struct scenario *s)
{
    bool tagged = !selection->tag;
    for (size_t i = 0; i < s->tags.count && !tagged; i++)
        tagged = words_match(selection->tag, s->tags.items[i]);
    return tagged;
}

/* `id`: of the scenario or of one of its cases; who picks a file of cases means all of them. */
static bool is_picked(const struct run_selection *selection, const struct scenario *s,
                      const char *id)
{
    if (!selection->picks)
        return true;
    for (size_t i = 0; i < selection->pick_count; i++) {
        const char *picked = selection->picks[i].id;
        if (strcmp(picked, id) == 0 || strcmp(picked, s->id) == 0)
            return true;
    }
    return false;
}

static bool has_case(const struct scenario *s, const char *id)
{
    size_t i = 0;
    while (i < s->case_count && strcmp(s->cases[i].id, id) != 0)
        i++;
    return i < s->case_count;
}

bool run_selects_mode(const struct run_selection *selection, const struct scenario *s,
                      enum mode mode)
{
    if (!s->modes[mode] || !selection->picks)
        return s->modes[mode];
    for (size_t i = 0; i < selection->pick_count; i++) {
        const struct run_pick *pick = &selection->picks[i];
        if (strcmp(pick->mode, mode_names[mode]) == 0 &&
            (strcmp(pick->id, s->id) == 0 || has_case(s, pick->id)))
            return true;
    }
    return false;
}

bool run_selects_case(const struct run_selection *selection, const struct scenario *s,
                      const struct raw_case *c)
{
    const char *only = selection->only, *skip = selection->skip;
    return is_tagged(selection, s) && is_picked(selection, s, c->id) &&
           (!only || words_match(only, c->id) || words_match(only, s->id)) &&
           (!skip || !(words_match(skip, c->id) || words_match(skip, s->id)));
}

bool run_selects(const struct run_selection *selection, const struct scenario *s)
{
    for (size_t i = 0; i < s->case_count; i++) {
        if (run_selects_case(selection, s, &s->cases[i]))
            return true;
    }
    return s->case_count == 0 && is_tagged(selection, s) && is_picked(selection, s, s->id) &&
           (!selection->only || words_match(selection->only, s->id)) &&
           (!selection->skip || !words_match(selection->skip, s->id));
}

/* `one`: the case, or NULL for the scenario. */
static struct scenario_result *new_result(struct conductor *c, const struct scenario *s,
                                          const struct raw_case *one, enum mode mode)
{
    struct run_result *r = c->result;
    if (r->scenario_count == r->scenario_room)
        r->scenarios = arena_grow(c->arena, r->scenarios, r->scenario_count, &r->scenario_room,
                                  sizeof *r->scenarios);
    struct scenario_result *result = &r->scenarios[r->scenario_count++];
    *result = (struct scenario_result){
        .id = one ? one->id : s->id,
        .title = one ? one->about : s->title,
        .is_case = one != NULL,
        .mode = mode_names[mode],
        .file = s->file,
        .covers = s->covers.items,
        .cover_count = s->covers.count,
        .verdict = VERDICT_SKIP,
        .again = arena_text(c->arena, "%s run --only %s --mode %s --seed %llu%s",
                            program_invocation_name, one ? one->id : s->id, mode_names[mode],
                            (unsigned long long)c->plan->seed, c->plan->again),
    };
    return result;
}

static void conclude(struct scenario_result *r, enum verdict verdict, const char *reason)
{
    r->verdict = verdict_heavier(r->verdict, verdict);
    r->reason = reason;
}

/* On a fresh process, every step played twice. */
static struct take play_twice(const struct take *t)
{
    struct scenario_result scratch = {.id = t->result->id};
    struct take twice = *t;
    twice.twice = true;
    twice.case_results = NULL;
    twice.result = &scratch;
    take_play(&twice);
    return twice;
}

static void judge_memcheck(struct player *judge, const struct take *t)
{
    struct take twice;
    if (t->subject->profile->memcheck != MEMCHECK_JUDGED)
        return;
    if (t->findings.leak_count)
        twice = play_twice(t);
    memcheck_record(judge, &t->findings, t->findings.leak_count ? &twice.findings : NULL);
}

static void judge_cost(struct player *judge, const struct take *t)
{
    struct take twice = play_twice(t);
    cost_record(judge, &t->cost, &twice.cost);
}

static void judge_races(struct player *judge, const struct take *t)
{
    memcheck_record_races(judge, &t->findings, mode_names[t->mode]);
}

/* What has the last word in each mode once the candidate has been there. */
static void judge_tool(const struct take *t)
{
    static void (*const judges[MODE_COUNT])(struct player * judge, const struct take *t) = {
        [MODE_MEMCHECK] = judge_memcheck,
        [MODE_CALLGRIND] = judge_cost,
        [MODE_HELGRIND] = judge_races,
        [MODE_DRD] = judge_races,
    };
    struct player judge = {.result = t->result, .arena = t->arena};
    if (judges[t->mode] && t->started)
        judges[t->mode](&judge, t);
}

/* One scenario in one mode, or the raw cases of one file. */
struct turn {
    const struct scenario *scenario;
    enum mode mode;
    struct scenario_result *result; /* of the scenario; for a file of cases, of its audits */
    const bool *wanted;             /* by case */
    struct scenario_result **cases; /* NULL where a case is not wanted */
};

static void play_scenario(struct conductor *c, const struct turn *turn)
{
    const struct scenario *s = turn->scenario;
    enum mode mode = turn->mode;
    struct take t = {.plan = c->plan,
                     .subject = &c->plan->subject,
                     .scenario = s,
                     .mode = mode,
                     .client = c->client,
                     .arena = c->arena,
                     .deadline = c->deadline,
                     .result = turn->result,
                     .case_wanted = turn->wanted,
                     .case_results = turn->cases};
    take_play(&t);
    if (t.broken) {
        c->result->broken = t.broken;
        c->result->unusable = t.unusable;
    }
    if (!t.started && mode == MODE_NATIVE)
        c->hopeless = "the candidate did not become ready, see the first scenario";
    judge_tool(&t);
    if (mode == MODE_MEMCHECK)
        explain(&t);
    if (mode == MODE_NATIVE)
        confirm(&t);
}

/* Why a scenario is not played at all, or NULL. */
static const char *skipped(struct conductor *c, const struct scenario *s, enum mode mode)
{
    const struct run_subject *whom = &c->plan->subject;
    const char *reason = waive_scenario(whom->profile, s->id, c->arena);
    if (!reason)
        reason = waive_needs(whom->profile, &s->needs, c->arena);
    if (!reason)
        reason = tool_unable(mode, whom->profile, whom->program, c->arena);
    return reason ? reason : c->hopeless;
}

static void apply_waivers_and_strictness(struct conductor *c, struct scenario_result *r)
{
    if (r->check_count == 0)
        return;
    enum verdict worst = VERDICT_SKIP;
    bool written = false, judged = false;
    for (size_t i = 0; i < r->check_count; i++) {
        struct check_result *check = &r->checks[i];
        const char *waived = waive_check(c->plan->subject.profile, check->text, c->arena);
        if (check->verdict == VERDICT_WARN && c->plan->strict)
            check->verdict = VERDICT_FAIL;
        if (waived && check->verdict >= VERDICT_WARN && check->verdict <= VERDICT_FAIL) {
            check->verdict = VERDICT_SKIP;
            check->reason = waived;
        }
        worst = verdict_heavier(worst, check->verdict);
        written |= check->step != NULL;
        judged |= check->step != NULL && check->verdict != VERDICT_SKIP;
        if (check->step && check->verdict == VERDICT_SKIP && check->reason)
            r->reason = r->reason ? r->reason : check->reason;
    }
    if (written && judged)
        r->reason = NULL;
    if (written && !judged && worst == VERDICT_PASS)
        worst = VERDICT_SKIP; /* what was to be shown was not */
    r->verdict = r->verdict == VERDICT_ERROR ? VERDICT_ERROR : worst;
}

static void finish(struct conductor *c, struct scenario_result *r)
{
    apply_waivers_and_strictness(c, r);
    c->result->counts[r->verdict]++;
    if (c->plan->fail_fast && r->verdict == VERDICT_FAIL && !c->hopeless)
        c->hopeless = "an earlier scenario failed (--fail-fast)";
    c->observer->ended(c->observer->context, r);
}

/* Cases that were not played share the fate of their file. */
static void finish_cases(struct conductor *c, const struct turn *turn, enum verdict verdict,
                         const char *reason)
{
    for (size_t i = 0; i < turn->scenario->case_count; i++) {
        struct scenario_result *r = turn->cases[i];
        if (!r)
            continue;
        r->given_up = turn->result->given_up;
        if (r->check_count == 0 && !r->reason)
            conclude(r, verdict, reason);
        finish(c, r);
    }
}

static void one(struct conductor *c, const struct turn *turn)
{
    struct scenario_result *r = turn->result;
    int64_t begun = clock_now();
    enum verdict unplayed = VERDICT_INCONCLUSIVE;
    c->observer->begun(c->observer->context, r);
    const char *reason = skipped(c, turn->scenario, turn->mode);
    r->given_up = reason && reason == c->hopeless;
    if (reason) {
        unplayed = VERDICT_SKIP;
    } else if (interrupt_signal() || clock_now() >= c->deadline) {
        reason = interrupt_signal() ? "the run was interrupted before its turn"
                                    : "the time of the run (--max-time) was up before its turn";
    } else {
        play_scenario(c, turn);
    }
    if (reason)
        conclude(r, unplayed, reason);
    finish_cases(c, turn, unplayed, reason ? reason : "the candidate could not be asked");
    r->duration = clock_now() - begun;
    finish(c, r);
}

/* Results of one thing in all modes stand side by side: the cases first, then their file. */
static void all_modes(struct conductor *c, const struct scenario *s)
{
    size_t first = c->result->scenario_count, rows = 1, modes = 0;
    bool *wanted = arena_zero(c->arena, s->case_count + 1, sizeof *wanted);
    enum mode of[MODE_COUNT];
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        if (c->plan->modes[mode] && run_selects_mode(&c->plan->selection, s, (enum mode)mode))
            of[modes++] = (enum mode)mode;
    }
    for (size_t i = 0; i < s->case_count; i++) {
        wanted[i] = run_selects_case(&c->plan->selection, s, &s->cases[i]);
        rows += wanted[i];
    }
    for (size_t i = 0; i <= s->case_count; i++) {
        const struct raw_case *k = i < s->case_count ? &s->cases[i] : NULL;
        for (size_t m = 0; m < modes && (!k || wanted[i]); m++)
            (void)new_result(c, s, k, of[m]);
    }
    struct scenario_result *results = c->result->scenarios + first;
    for (size_t m = 0; m < modes; m++) {
        struct turn turn = {.scenario = s, .mode = of[m], .wanted = wanted};
        turn.cases = arena_zero(c->arena, s->case_count + 1, sizeof *turn.cases);
        size_t row = 0;
        for (size_t i = 0; i < s->case_count; i++)
            turn.cases[i] = wanted[i] ? &results[row++ * modes + m] : NULL;
        turn.result = &results[row * modes + m];
        one(c, &turn);
    }
    for (size_t row = 0; row < rows && modes; row++)
        c->observer->row(c->observer->context, &results[row * modes], modes);
}

void run_describe(const struct run_plan *plan, struct run_result *result, struct arena *a)
{
    struct run_result *r = result;
    struct utsname host;
    char *stamp = arena_zero(a, 32, 1);
    clock_stamp(stamp, 32);
    r->version = ASSAY_VERSION;
    r->started = stamp;
    r->candidate = plan->candidate;
    r->profile = plan->subject.profile->name;
    r->program = plan->subject.program;
    r->digest = digest_file(plan->subject.program, a);
    r->argv = plan->subject.argv;
    r->seed = plan->seed;
    r->cpus = sysconf(_SC_NPROCESSORS_ONLN);
    if (uname(&host) == 0)
        r->system = arena_text(a, "%s %s %s", host.sysname, host.release, host.machine);
}

void run_all(const struct run_plan *plan, const struct run_observer *observer,
             struct run_result *result, struct arena *a)
{
    int64_t begun = clock_now();
    struct conductor c = {.plan = plan,
                          .observer = observer,
                          .result = result,
                          .arena = a,
                          .client = client_open(),
                          .deadline = plan->max_time ? begun + plan->max_time : INT64_MAX};
    tree_adopt_orphans();
    for (size_t i = 0; i < plan->scenarios->count; i++) {
        const struct scenario *s = &plan->scenarios->items[i];
        for (unsigned n = 0; n < plan->repeat && run_selects(&plan->selection, s); n++)
            all_modes(&c, s);
    }
    client_close(c.client);
    cover_requirements(plan, result, a);
    waive_describe(plan, result, a);
    result->duration = clock_now() - begun;
    result->signal = interrupt_signal();
    result->verdict = run_verdict_of(result->counts, result->signal != 0);
}
