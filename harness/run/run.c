/* SPDX-License-Identifier: MIT */
/* scenario x mode -> ground, candidate, steps, audits -> result; then requirements and the verdict.
 */
#include "run/run.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/words.h"
#include "run/confirm.h"
#include "run/cover.h"
#include "run/digest.h"
#include "run/explain.h"
#include "run/tools.h"
#include "run/turns.h"
#include "run/waive.h"

#define HEARTBEAT (30 * CLOCK_S)

/* Address space, which becomes memory as it is used. */
enum { BOARD_ROOM = 1 << 30, PLAY_ROOM = 512 << 20 };

struct conductor {
    const struct run_plan *plan;
    const struct run_observer *observer;
    struct run_result *result;
    struct arena *arena;
    struct turn *turns;
    size_t turn_count;
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
    struct scenario_result *result = &c->result->scenarios[c->result->scenario_count++];
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

/* On a fresh process, every step played so often before it is judged. */
static struct take play_ahead_of(const struct take *t, unsigned ahead)
{
    struct scenario_result scratch = {.id = t->result->id};
    struct take more = *t;
    more.ahead = ahead;
    more.case_results = NULL;
    more.result = &scratch;
    take_play(&more);
    return more;
}

static void judge_memcheck(struct player *judge, const struct take *t)
{
    struct take twice, often;
    const struct memcheck_findings *second = NULL, *third = NULL;
    if (t->subject->profile->memcheck != MEMCHECK_JUDGED)
        return;
    if (t->findings.leak_count) {
        twice = play_ahead_of(t, 1);
        second = &twice.findings;
    }
    if (second && memcheck_grows(&t->findings, second)) {
        often = play_ahead_of(t, MEMCHECK_OFTEN - 1);
        third = &often.findings;
    }
    memcheck_record(judge, &t->findings, second, third);
}

static void judge_cost(struct player *judge, const struct take *t)
{
    struct take twice = play_ahead_of(t, 1);
    cost_record(judge, &t->cost, &twice.cost);
}

static void judge_races(struct player *judge, const struct take *t)
{
    memcheck_record_races(judge, &t->findings, t->mode);
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

/* In the process of its own. */
static void play_turn(void *context, struct turn *turn, struct arena *arena)
{
    const struct conductor *c = context;
    struct take t = {.plan = c->plan,
                     .subject = &c->plan->subject,
                     .scenario = turn->scenario,
                     .mode = turn->mode,
                     .client = client_open(),
                     .arena = arena,
                     .deadline = c->deadline,
                     .result = turn->result,
                     .case_wanted = turn->wanted,
                     .case_results = turn->cases};
    int64_t begun = clock_now();
    take_play(&t);
    turn->broken = t.broken;
    turn->unusable = t.unusable;
    turn->hopeless = !t.started && turn->mode == MODE_NATIVE;
    judge_tool(&t);
    if (turn->mode == MODE_MEMCHECK)
        explain(&t);
    if (turn->mode == MODE_NATIVE)
        confirm(&t);
    client_close(t.client);
    turn->result->duration = clock_now() - begun;
}

/* Why a scenario is not played at all, or NULL. */
static const char *skipped(struct conductor *c, const struct scenario *s, enum mode mode)
{
    const struct run_subject *whom = &c->plan->subject;
    const char *reason = waive_scenario(whom->profile, s->id, c->arena);
    if (!reason)
        reason = waive_needs(whom->profile, &s->needs, c->arena);
    if (!reason)
        reason = running_spares_scenario(whom->running, s, mode);
    if (!reason && !whom->running)
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
    bool cut = r->reach == REACH_NOT_ALL_STEPS;
    if (written && judged && !cut)
        r->reason = NULL;
    if (((written && !judged) || cut) && worst == VERDICT_PASS)
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

/* Why it is not played, which is no fault of it, or NULL. */
static const char *has_no_turn(const struct conductor *c)
{
    if (interrupt_signal())
        return "the run was interrupted before its turn";
    return clock_now() < c->deadline ? NULL
                                     : "the time of the run (--max-time) was up before its turn";
}

static bool begin_turn(void *context, struct turn *turn)
{
    struct conductor *c = context;
    struct scenario_result *r = turn->result;
    c->observer->begun(c->observer->context, r);
    const char *skip = skipped(c, turn->scenario, turn->mode);
    const char *late = has_no_turn(c);
    r->given_up = skip && skip == c->hopeless;
    turn->skipped = skip != NULL;
    if (skip || late)
        conclude(r, skip ? VERDICT_SKIP : VERDICT_INCONCLUSIVE, skip ? skip : late);
    return !skip && !late;
}

/* Results of one thing in all modes are shown once the last of them is there. */
static void show_row(struct conductor *c, size_t row)
{
    size_t first = 0, modes = 0;
    while (c->turns[first].row != row)
        first++;
    for (; first + modes < c->turn_count && c->turns[first + modes].row == row; modes++) {
        if (!c->turns[first + modes].ended)
            return;
    }
    size_t cases = 0;
    for (size_t i = 0; i < c->turns[first].scenario->case_count; i++)
        cases += c->turns[first].wanted[i];
    const struct scenario_result *own = c->turns[first].result;
    for (size_t i = 0; i <= cases; i++)
        c->observer->row(c->observer->context, own - (cases - i) * modes, modes);
}

static void end_turn(void *context, struct turn *turn, const char *death)
{
    struct conductor *c = context;
    struct scenario_result *r = turn->result;
    enum verdict unplayed = turn->skipped ? VERDICT_SKIP : VERDICT_INCONCLUSIVE;
    if (death)
        conclude(r, VERDICT_ERROR, arena_text(c->arena, "%s", death));
    if (turn->broken || death)
        c->result->broken = turn->broken ? turn->broken : r->reason;
    c->result->unusable |= turn->unusable;
    if (turn->hopeless)
        c->hopeless = "the candidate did not become ready, see the first scenario";
    finish_cases(c, turn, unplayed, r->reason ? r->reason : "the candidate could not be asked");
    finish(c, r);
    show_row(c, turn->row);
}

static void tell_alive(void *context, const struct turn *turn, int64_t since)
{
    const struct conductor *c = context;
    c->observer->alive(c->observer->context, turn->result, since);
}

static size_t count_modes(const struct run_plan *plan, const struct scenario *s)
{
    size_t modes = 0;
    for (int mode = 0; mode < MODE_COUNT; mode++)
        modes += plan->modes[mode] && run_selects_mode(&plan->selection, s, (enum mode)mode);
    return modes;
}

/* A scenario in all its modes: the cases first, then their file; modes side by side. */
static void plan_row(struct conductor *c, const struct scenario *s, size_t row)
{
    bool *wanted = arena_zero(c->arena, s->case_count + 1, sizeof *wanted);
    struct turn *first = c->turns + c->turn_count;
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        if (c->plan->modes[mode] && run_selects_mode(&c->plan->selection, s, (enum mode)mode))
            c->turns[c->turn_count++] =
                (struct turn){.scenario = s, .mode = (enum mode)mode, .wanted = wanted, .row = row};
    }
    for (struct turn *t = first; t < c->turns + c->turn_count; t++)
        t->cases = arena_zero(c->arena, s->case_count + 1, sizeof *t->cases);
    for (size_t i = 0; i < s->case_count; i++) {
        wanted[i] = run_selects_case(&c->plan->selection, s, &s->cases[i]);
        for (struct turn *t = first; wanted[i] && t < c->turns + c->turn_count; t++)
            t->cases[i] = new_result(c, s, &s->cases[i], t->mode);
    }
    for (struct turn *t = first; t < c->turns + c->turn_count; t++)
        t->result = new_result(c, s, NULL, t->mode);
}

/* All of them before the first process is started, which must see them. */
static void plan_turns(struct conductor *c)
{
    const struct run_plan *p = c->plan;
    size_t turns = 0, results = 0, row = 0;
    for (size_t i = 0; i < p->scenarios->count; i++) {
        const struct scenario *s = &p->scenarios->items[i];
        size_t of_it = run_selects(&p->selection, s) ? count_modes(p, s) * p->repeat : 0;
        turns += of_it;
        results += of_it * (s->case_count + 1);
    }
    c->turns = arena_zero(c->arena, turns, sizeof *c->turns);
    c->result->scenarios = arena_zero(c->arena, results, sizeof *c->result->scenarios);
    for (size_t i = 0; i < p->scenarios->count; i++) {
        const struct scenario *s = &p->scenarios->items[i];
        for (unsigned n = 0; n < p->repeat && run_selects(&p->selection, s); n++)
            plan_row(c, s, row++);
    }
}

/* The process says what it is, if we may look. */
static void describe_running(const struct running *running, struct run_result *r, struct arena *a)
{
    static const char *const nothing[] = {NULL};
    char path[PATH_MAX];
    r->argv = nothing;
    r->url = running->url;
    r->pid = running->pid;
    if (!running->pid)
        return;
    const char *executable = arena_text(a, "/proc/%d/exe", running->pid);
    ssize_t n = readlink(executable, path, sizeof path);
    r->program = n > 0 ? arena_copy(a, path, (size_t)n) : NULL;
    r->digest = digest_file(executable, a);
}

static void describe_program(const struct run_subject *subject, struct run_result *r,
                             struct arena *a)
{
    r->program = subject->program;
    r->digest = digest_file(subject->program, a);
    r->argv = subject->argv;
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
    r->limits = running_limits(plan->subject.running);
    if (plan->subject.running)
        describe_running(plan->subject.running, r, a);
    else
        describe_program(&plan->subject, r, a);
    r->seed = plan->seed;
    r->cpus = sysconf(_SC_NPROCESSORS_ONLN);
    r->network = plan->own_network ? "own" : "host";
    if (uname(&host) == 0)
        r->system = arena_text(a, "%s %s %s", host.sysname, host.release, host.machine);
}

void run_all(const struct run_plan *plan, const struct run_observer *observer,
             struct run_result *result, struct run_memory *memory)
{
    int64_t begun = clock_now();
    struct conductor c = {.plan = plan,
                          .observer = observer,
                          .result = result,
                          .arena = &memory->board,
                          .deadline = plan->max_time ? begun + plan->max_time : INT64_MAX};
    const struct turn_host host = {.begin = begin_turn,
                                   .play = play_turn,
                                   .end = end_turn,
                                   .alive = tell_alive,
                                   .heartbeat = HEARTBEAT,
                                   .context = &c};
    arena_share(&memory->board, BOARD_ROOM);
    for (unsigned i = 0; i < plan->at_once; i++)
        arena_share(&memory->plays[i], PLAY_ROOM);
    plan_turns(&c);
    /* Two cannot have the one port that the candidate insists on. */
    bool one_port = plan->subject.profile->port && !plan->own_network;
    /* What one leaves open for a moment another would find. */
    bool alone = one_port || plan->subject.running;
    turns_play(c.turns, c.turn_count, memory->plays, alone ? 1 : plan->at_once, &host);
    cover_requirements(plan, result, c.arena);
    waive_describe(plan, result, c.arena);
    result->duration = clock_now() - begun;
    result->signal = interrupt_signal();
    result->verdict = run_verdict_of(result->counts, result->signal != 0);
}

void run_memory_release(struct run_memory *memory)
{
    arena_release(&memory->board);
    for (size_t i = 0; i < RUN_AT_ONCE_MAX; i++)
        arena_release(&memory->plays[i]);
}
