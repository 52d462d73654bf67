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
#include "run/audit.h"
#include "run/cover.h"
#include "run/digest.h"
#include "run/start.h"
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

bool run_selects(const struct run_selection *selection, const struct scenario *s)
{
    bool tagged = !selection->tag;
    for (size_t i = 0; i < s->tags.count && !tagged; i++)
        tagged = strcmp(s->tags.items[i], selection->tag) == 0;
    return tagged && (!selection->only || words_match(selection->only, s->id)) &&
           (!selection->skip || !words_match(selection->skip, s->id));
}

static struct scenario_result *new_result(struct conductor *c, const struct scenario *s)
{
    struct run_result *r = c->result;
    if (r->scenario_count == r->scenario_room)
        r->scenarios = arena_grow(c->arena, r->scenarios, r->scenario_count, &r->scenario_room,
                                  sizeof *r->scenarios);
    struct scenario_result *result = &r->scenarios[r->scenario_count++];
    *result = (struct scenario_result){
        .id = s->id,
        .title = s->title,
        .mode = "native",
        .file = s->file,
        .covers = s->covers.items,
        .cover_count = s->covers.count,
        .verdict = VERDICT_SKIP,
        .again = arena_text(c->arena, "%s run --only %s --seed %llu%s", program_invocation_name,
                            s->id, (unsigned long long)c->plan->seed, c->plan->again),
    };
    return result;
}

static void conclude(struct scenario_result *r, enum verdict verdict, const char *reason)
{
    r->verdict = verdict_heavier(r->verdict, verdict);
    r->reason = reason;
}

/* The candidate did not become ready: a finding about it, or something of ours. */
static void not_ready(struct conductor *c, struct player *p, const struct failure *why)
{
    struct scenario_result *r = p->result;
    const char *sentence = arena_copy(c->arena, why->sentence, strlen(why->sentence));
    c->hopeless = "the candidate did not become ready, see the first scenario";
    if (interrupt_signal()) {
        conclude(r, VERDICT_INCONCLUSIVE, "interrupted while the candidate started");
    } else if (why->code == FAILURE_CANDIDATE) {
        size_t line = strcspn(sentence, "\n");
        const char *first = arena_copy(c->arena, sentence, line);
        const char *rest = sentence + line + (sentence[line] == '\n');
        record_implicit(p, "the candidate becomes ready", VERDICT_FAIL, "one request answered",
                        first, rest);
    } else {
        conclude(r, VERDICT_ERROR, sentence);
        c->result->broken = sentence;
        c->result->unusable = why->code == FAILURE_USAGE;
    }
}

static void play_on(struct conductor *c, struct player *p)
{
    const struct start_order order = {.profile = c->plan->profile,
                                      .program = c->plan->program,
                                      .programs = c->plan->programs,
                                      .argv = c->plan->argv,
                                      .scale = c->plan->scale,
                                      .deadline = c->deadline};
    struct failure why = {0};
    if (!start(p->candidate, &order, p->ground, c->arena, &why)) {
        not_ready(c, p, &why);
        return;
    }
    audit_baseline(p);
    play(p);
    audit_running(p);
    audit_stop(p);
    audit_release(p);
}

static void play_scenario(struct conductor *c, const struct scenario *s,
                          struct scenario_result *result)
{
    struct ground ground;
    struct candidate candidate = {.pidfd = -1};
    struct failure why = {0};
    int fixed_port = c->plan->profile->port;
    if (!ground_open(&ground, c->plan->fixtures, fixed_port, c->plan->seed, c->arena, &why)) {
        conclude(result, VERDICT_ERROR, arena_text(c->arena, "%s", why.sentence));
        c->hopeless = c->result->broken = result->reason;
        return;
    }
    struct player p = {.scenario = s,
                       .profile = c->plan->profile,
                       .ground = &ground,
                       .candidate = &candidate,
                       .client = c->client,
                       .arena = c->arena,
                       .scale = c->plan->scale,
                       .deadline = c->deadline,
                       .seed = c->plan->seed,
                       .result = result};
    links_init(&p.links, c->arena);
    play_on(c, &p);
    links_close_level(&p.links, 0);
    candidate_release(&candidate);
    ground_release(&ground);
}

/* Why a scenario is not played at all, or NULL. */
static const char *skipped(struct conductor *c, const struct scenario *s)
{
    const char *reason = waive_scenario(c->plan->profile, s->id, c->arena);
    return reason ? reason : waive_needs(c->plan->profile, &s->needs, c->arena);
}

static void apply_waivers_and_strictness(struct conductor *c, struct scenario_result *r)
{
    if (r->check_count == 0)
        return;
    enum verdict worst = VERDICT_SKIP;
    for (size_t i = 0; i < r->check_count; i++) {
        struct check_result *check = &r->checks[i];
        const char *waived = waive_check(c->plan->profile, check->text, c->arena);
        if (check->verdict == VERDICT_WARN && c->plan->strict)
            check->verdict = VERDICT_FAIL;
        if (waived && check->verdict >= VERDICT_WARN && check->verdict <= VERDICT_FAIL) {
            check->verdict = VERDICT_SKIP;
            check->reason = waived;
        }
        worst = verdict_heavier(worst, check->verdict);
    }
    r->verdict = r->verdict == VERDICT_ERROR ? VERDICT_ERROR : worst;
}

static void one(struct conductor *c, const struct scenario *s)
{
    struct scenario_result *r = new_result(c, s);
    int64_t begun = clock_now();
    if (c->observer->begun)
        c->observer->begun(c->observer->context, r);
    const char *reason = skipped(c, s);
    if (reason)
        conclude(r, VERDICT_SKIP, reason);
    else if (c->hopeless)
        conclude(r, VERDICT_SKIP, c->hopeless);
    else if (interrupt_signal() || clock_now() >= c->deadline)
        conclude(r, VERDICT_INCONCLUSIVE,
                 interrupt_signal() ? "the run was interrupted before its turn"
                                    : "the time of the run (--max-time) was up before its turn");
    else
        play_scenario(c, s, r);
    apply_waivers_and_strictness(c, r);
    r->duration = clock_now() - begun;
    c->result->counts[r->verdict]++;
    if (c->plan->fail_fast && r->verdict == VERDICT_FAIL && !c->hopeless)
        c->hopeless = "an earlier scenario failed (--fail-fast)";
    if (c->observer->ended)
        c->observer->ended(c->observer->context, c->result, r);
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
    r->profile = plan->profile->name;
    r->program = plan->program;
    r->digest = digest_file(plan->program, a);
    r->argv = plan->argv;
    r->waivers = waive_sentences(plan->profile, &r->waiver_count, a);
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
            one(&c, s);
    }
    client_close(c.client);
    cover_requirements(plan, result, a);
    result->duration = clock_now() - begun;
    result->signal = interrupt_signal();
    result->verdict = run_verdict_of(result->counts, result->signal != 0);
}
