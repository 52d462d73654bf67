/* SPDX-License-Identifier: MIT */
/* Ground, candidate, steps, audits, reports of the instruments, and all of it away again. */
#include "run/take.h"

#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/binary.h"
#include "run/audit.h"
#include "run/locate.h"
#include "run/running.h"
#include "run/start.h"
#include "run/tools.h"

enum { LAST_WORDS = 40 }; /* lines of stderr that a sanitizer may have spoken in */

static void conclude(struct take *t, enum verdict verdict, const char *reason)
{
    t->result->verdict = verdict_heavier(t->result->verdict, verdict);
    t->result->reason = reason;
}

/* A tool that could not even begin its report is no finding about the candidate. */
static bool tool_began(struct take *t, const struct ground *ground)
{
    if (t->mode == MODE_NATIVE || t->mode == MODE_CALLGRIND || t->locate)
        return true;
    memcheck_collect(&t->findings, ground, t->arena);
    return t->findings.processes > 0;
}

/* What a server says that misses something outside. */
static bool mentions_network(const char *words)
{
    static const char *const signs[] = {"connect", "resolv", "unreachable", "network",
                                        "lookup",  "host",   "dns",         "upstream"};
    bool found = false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !found; i++)
        found = strcasestr(words, signs[i]) != NULL;
    return found;
}

/* The candidate did not become ready: a finding about it, or something of ours. */
static void not_ready(struct take *t, struct player *p, const struct failure *why)
{
    const char *sentence = arena_copy(t->arena, why->sentence, strlen(why->sentence));
    if (interrupt_signal()) {
        conclude(t, VERDICT_INCONCLUSIVE, "interrupted while the candidate started");
    } else if (why->code == FAILURE_TIME) {
        conclude(t, VERDICT_INCONCLUSIVE, sentence);
    } else if (why->code == FAILURE_CANDIDATE && !tool_began(t, p->ground)) {
        record_implicit(p, IMPLICIT_READY, VERDICT_INCONCLUSIVE, "one request answered",
                        "valgrind did not begin a report", sentence);
    } else if (why->code == FAILURE_CANDIDATE) {
        size_t line = strcspn(sentence, "\n");
        const char *first = arena_copy(t->arena, sentence, line);
        const char *rest = sentence + line + (sentence[line] == '\n');
        const char *said = strstr(rest, "\n  its "); /* behind how it was started */
        if (t->plan->own_network && said && mentions_network(said))
            rest = arena_text(t->arena,
                              "%s\n  it had a network of its own: a server that needs a "
                              "service of this host is judged with --network=host",
                              rest);
        record_implicit(p, IMPLICIT_READY, VERDICT_FAIL, "one request answered", first, rest);
        t->result->reach = REACH_NOTHING;
    } else {
        conclude(t, VERDICT_ERROR, sentence);
        t->broken = sentence;
        t->unusable = why->code == FAILURE_USAGE;
    }
}

/* A binary that watches itself speaks on stderr; what it says there is as good as a failed check.
 */
static void judge_sanitizer(struct player *p, const char *program)
{
    if (!binary_look(program).is_sanitized)
        return;
    const char *words = output_sanitizer(p->candidate->output, p->arena);
    record_implicit(p, IMPLICIT_SANITIZER, words ? VERDICT_FAIL : VERDICT_PASS, "no report",
                    words ? "a report on stderr" : "no report", words);
}

/* Under valgrind nobody meters: it puts an allocator of its own in front. */
static void open_heap(struct take *t, struct heap_watch *heap, const struct ground *ground)
{
    const struct running *running = t->subject->running;
    *heap = (struct heap_watch){.why_not = running ? "it ran already" : "valgrind watches it"};
    if (t->mode == MODE_NATIVE && !running)
        heap_watch_open(heap, ground, t->subject->profile, t->subject->program, t->plan->programs,
                        t->arena);
}

/* It is ready: everything from its baseline to its end. */
static void play_ready(struct take *t, struct player *p)
{
    /* Before the baseline, which holds valgrind's own descriptors under their final names. */
    memcheck_put_aside(p->ground, t->arena);
    int64_t begun = clock_now();
    audit_baseline(p);
    int64_t spent = clock_now() - begun;
    for (unsigned i = 0; i < t->ahead; i++)
        play_ahead(p);
    if (t->locate)
        locate_begin(p);
    play(p);
    begun = clock_now();
    audit_running(p);
    record_metric(p, "audit time", (double)(spent + clock_now() - begun));
    if (t->locate)
        locate_openings(p);
    audit_stop(p);
    if (!p->running)
        judge_sanitizer(p, t->subject->program);
    audit_release(p);
}

/* A list that NULL ends, and some more. */
static const char *const *longer(const char *const *list, const char *const *more, size_t count,
                                 struct arena *a)
{
    size_t length = 0;
    while (list[length])
        length++;
    const char **all = arena_zero(a, length + count + 1, sizeof *all);
    memcpy(all, list, length * sizeof *list);
    if (count)
        memcpy(all + length, more, count * sizeof *more);
    return all;
}

/* The back ends of the scenario; false if it has some and they cannot be played. */
static bool open_stubs(struct take *t, struct player *p, const char *const **instruments,
                       struct failure *why)
{
    const char *const *told;
    size_t count = t->scenario->stub_count;
    *instruments = p->heap->environment;
    if (count == 0)
        return true;
    p->stubs = stub_start(t->scenario, &told, t->arena, why);
    if (p->stubs)
        *instruments = longer(*instruments, told, count, t->arena);
    return p->stubs != NULL;
}

static bool bring_up(struct take *t, struct player *p, struct start_order *order,
                     struct failure *why)
{
    const struct name_list *more = &t->scenario->arguments;
    if (p->running)
        return start_watching(p->candidate, p->running, order, p->ground, why);
    order->argv = longer(t->subject->argv, more->items, more->count, t->arena);
    order->argv = tool_command(t->mode, t->locate ? TOOL_LOCATE : TOOL_JUDGE, order->argv,
                               &order->program, t->arena);
    return open_stubs(t, p, &order->instruments, why) &&
           start(p->candidate, order, p->ground, t->arena, why);
}

static void play_on(struct take *t, struct player *p)
{
    struct start_order order = {.profile = t->subject->profile,
                                .program = t->subject->program,
                                .programs = t->plan->programs,
                                .user = t->subject->user,
                                .scale = p->scale,
                                .deadline = t->deadline};
    struct failure why = {0};
    t->started = bring_up(t, p, &order, &why);
    p->order = &order;
    if (t->started)
        play_ready(t, p);
    else
        not_ready(t, p, &why);
    p->order = NULL;
}

void take_play(struct take *t)
{
    struct ground ground;
    struct candidate candidate = {.pidfd = -1};
    struct heap_watch heap;
    struct failure why = {0};
    const struct running *running = t->subject->running;
    const struct ground_order order = {.run = t->plan->run,
                                       .server = running ? &running->server : NULL,
                                       .fixtures = t->plan->fixtures,
                                       .port = t->subject->profile->port,
                                       .seed = t->plan->seed,
                                       .own_network = t->plan->own_network,
                                       .user = t->subject->user};
    if (!ground_open(&ground, &order, t->arena, &why)) {
        conclude(t, VERDICT_ERROR, arena_text(t->arena, "%s", why.sentence));
        t->broken = t->result->reason;
        return;
    }
    struct player p = {.scenario = t->scenario,
                       .profile = t->subject->profile,
                       .ground = &ground,
                       .candidate = &candidate,
                       .running = running,
                       .client = t->client,
                       .programs = t->plan->programs,
                       .arena = t->arena,
                       .mode = t->mode,
                       .scale = t->plan->scale * tool_scale(t->mode),
                       .load_client = t->plan->load_client,
                       .fail_fast = t->plan->fail_fast,
                       .deadline = t->deadline,
                       .seed = t->plan->seed,
                       .case_wanted = t->case_wanted,
                       .case_results = t->case_results,
                       .result = t->result,
                       .heap = &heap,
                       .locate = t->locate,
                       .soak = &t->plan->soak};
    links_init(&p.links, t->arena);
    open_heap(t, &heap, &ground);
    play_on(t, &p);
    links_close_level(&p.links, 0);
    candidate_release(&candidate);
    stubs_close(p.stubs);
    measure_release(&p);
    heap_watch_release(&heap);
    memcheck_collect(&t->findings, &ground, t->arena);
    if (t->locate)
        locate_collect(t->locate, &ground, t->arena);
    t->cost.requests = p.requests;
    cost_collect(&t->cost, &ground, t->arena);
    ground_release(&ground);
}
