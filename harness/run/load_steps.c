/* SPDX-License-Identifier: MIT */
/* Load and churn: many requests, each answer verified, and what they cost the candidate meanwhile.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "run/course.h"
#include "run/load_play.h"

#define CYCLE_LIMIT    (5 * CLOCK_S)
#define CHURN_LIMIT    (120 * CLOCK_S)
#define MEMCHECK_CHURN (15 * CLOCK_S) /* so long a churn may go on under memcheck */

/* --- load ----------------------------------------------------------------------------------- */

/* Kept for reports only where it says something: latency under an offered rate, throughput without
 * one. */
static void take_and_keep(struct player *p, const char *name, double value, bool telling)
{
    sample_take(p, name, value);
    if (telling)
        record_metric(p, name, value);
}

static void take_latencies(struct player *p, const struct load_result *r, bool rated)
{
    static const struct {
        const char *name;
        double share;
    } percentiles[] = {{"latency p50", 0.5},  {"latency p90", 0.9},     {"latency p95", 0.95},
                       {"latency p99", 0.99}, {"latency p99.9", 0.999}, {"latency max", 1}};
    if (r->latency.total == 0)
        return; /* no sample is not a sample of zero */
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++)
        take_and_keep(p, percentiles[i].name,
                      (double)histogram_percentile(&r->latency, percentiles[i].share), rated);
    if (rated)
        record_metric(p, "load side late p99", (double)histogram_percentile(&r->lateness, 0.99));
    take_and_keep(p, "service p95", (double)histogram_percentile(&r->service, 0.95), rated);
    take_and_keep(p, "service p99", (double)histogram_percentile(&r->service, 0.99), rated);
}

static void take_counts(struct player *p, const struct load_order *o, const struct load_result *r)
{
    double seconds = (double)r->elapsed / 1e9;
    double fair = (double)r->answered / (double)o->connections;
    /* What an offered rate leaves unsent shows as latency; whose doing it is, nobody knows. */
    take_and_keep(p, "errors", (double)(r->errors + (o->rate > 0 ? 0 : r->unsent)), true);
    if (r->unsent)
        record_metric(p, "requests unsent", (double)r->unsent);
    take_and_keep(p, "longest gap", (double)r->longest_gap, true);
    take_and_keep(p, "connections answered", (double)r->first_answers, true);
    take_and_keep(p, "connections lost", (double)r->lost, true);
    if (seconds > 0)
        take_and_keep(p, "throughput", (double)r->answered / seconds, o->rate == 0);
    if (fair > 0)
        take_and_keep(p, "slowest connection", (double)r->slowest / fair, o->rate == 0);
}

/* Of counts that threads take with them when they end. */
static double more(uint64_t before, uint64_t after)
{
    return after > before ? (double)(after - before) : 0;
}

static void take_usage(struct player *p, const struct load_result *r, const struct usage *before,
                       const struct usage *after)
{
    take_and_keep(p, "rss peak", (double)after->peak, true);
    take_and_keep(p, "rss growth", (double)after->rss - (double)before->rss, true);
    take_and_keep(p, "threads", (double)after->threads, true);
    take_and_keep(p, "voluntary context switches", more(before->voluntary, after->voluntary), true);
    take_and_keep(p, "involuntary context switches", more(before->involuntary, after->involuntary),
                  true);
    if (r->answered)
        take_and_keep(p, "cpu per request",
                      (double)(after->cpu - before->cpu) / (double)r->answered, true);
}

/* False if it is skipped. */
static bool run_load(struct player *p, const struct step *s, const struct client_request *requests,
                     struct load_result *r)
{
    struct load_play l = {.step = s, .p95 = "latency p95"};
    load_play_prepare(p, &l, requests);
    if (l.order.depth > l.order.lines->depth_max) {
        record_skipped(p, s, "libcurl does not pipeline; --client raw does");
        return false;
    }
    if (!load_play(p, &l, r))
        return true;
    load_keep(p, &l, r);
    take_latencies(p, r, s->rate > 0);
    if (l.bound) /* what is judged: one bad second is no verdict */
        take_and_keep(p, l.p95, (double)l.bound, s->rate > 0);
    take_counts(p, &l.order, r);
    if (candidate_is_known(p->candidate))
        take_usage(p, r, &l.before.tree, &l.after.tree);
    heap_requests_end(p, l.answers);
    return true;
}

void play_load(struct player *p, const struct step *s)
{
    samples_clear(p);
    const struct client_request *requests = load_play_requests(p, s);
    if (!requests)
        return;
    struct load_result *r = memory_get(sizeof *r);
    if (run_load(p, s, requests, r))
        record_step(p, s, NULL, NULL);
    memory_drop(r);
}

/* --- churn ---------------------------------------------------------------------------------- */

struct churn {
    struct player *player;
    const struct step *step;
    struct client_request *request;
    struct bytes octets; /* of the request, for raw cycles */
    unsigned completed, errors;
};

static void churn_problem(struct churn *c, const char *sentence)
{
    struct player *p = c->player;
    if (c->errors++ < LOAD_PROBLEMS_KEPT)
        p->problems = arena_text(p->arena, "%s%s%s", p->problems ? p->problems : "",
                                 p->problems ? "\n" : "", sentence);
}

static void judge_way(struct churn *c, const struct exchange *x)
{
    if (x->connect == CONNECT_FAILED)
        c->player->unable = EXCHANGE_NO_WAY;
}

static void cycle_curl(struct churn *c)
{
    struct exchange x;
    struct client_request q = *c->request;
    q.deadline = play_deadline(c->player, 0, CYCLE_LIMIT);
    exchange_init(&x, strcmp(q.method, "HEAD") == 0);
    client_ask(c->player->client, &q, &x);
    judge_way(c, &x);
    bool good = x.answered && record_each(c->player, c->step, &x);
    if (!good)
        churn_problem(c, *x.problem ? x.problem : "an answer was not as it should be");
    exchange_release(&x);
}

static void leave(struct raw *raw, enum churn_close close)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (close == CHURN_RESET)
        setsockopt(raw->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    raw_close(raw);
}

static void cycle_raw(struct churn *c)
{
    struct exchange x;
    struct raw raw;
    enum churn_close close = c->step->close;
    int64_t deadline = play_deadline(c->player, 0, CYCLE_LIMIT), started = clock_now();
    exchange_init(&x, strcmp(c->request->method, "HEAD") == 0);
    x.connect = raw_open(&raw, &c->player->ground->server, deadline);
    judge_way(c, &x);
    if (x.connect != CONNECT_ACCEPTED) {
        churn_problem(c, "no connection");
    } else {
        bool good = raw_send(&raw, c->octets.data, c->octets.length, deadline);
        if (close == CHURN_HALF)
            raw_half_close(&raw);
        if (close != CHURN_BEFORE_ANSWER) {
            raw_receive(&raw, &x, started, deadline);
            good = x.answered && record_each(c->player, c->step, &x);
        }
        if (!good)
            churn_problem(c, *x.problem ? x.problem : "an answer was not as it should be");
        leave(&raw, close);
    }
    exchange_release(&x);
}

static void run_churn(struct churn *c)
{
    struct player *p = c->player;
    bool slow = p->mode != MODE_NATIVE;
    unsigned apart = (c->step->cycles + COURSE_POINTS - 1) / COURSE_POINTS;
    int64_t deadline = play_deadline(p, c->step->within, CHURN_LIMIT);
    if (slow && deadline > clock_now() + MEMCHECK_CHURN)
        deadline = clock_now() + MEMCHECK_CHURN;
    course_begin(p, c->step, c->step->cycles / apart + 2);
    for (unsigned i = 0; i < c->step->cycles; i++) {
        if (i % apart == 0)
            course_look(p, i);
        if (interrupt_signal() || clock_now() >= deadline || candidate_wait(p->candidate, 0))
            break;
        if (c->step->close == CHURN_CLEAN && p->load_client == RUN_CLIENT_CURL)
            cycle_curl(c);
        else
            cycle_raw(c);
        c->completed++;
    }
    course_look(p, c->completed);
    bool cut = c->completed < c->step->cycles && !slow;
    if (cut)
        churn_problem(c, arena_text(p->arena, "only %u of %u cycles could be made", c->completed,
                                    c->step->cycles));
}

unsigned churn_some(struct player *p, const struct step *s, unsigned count, int64_t apart,
                    int64_t deadline, unsigned *errors)
{
    static const enum churn_close ways[] = {CHURN_CLEAN, CHURN_HALF, CHURN_RESET};
    enum { WAYS = sizeof ways / sizeof *ways };
    struct step leaving[WAYS] = {*s, *s, *s};
    struct message m;
    struct churn c = {.player = p, .step = s, .request = load_play_request(p, s, &m)};
    if (!c.request)
        return 0;
    bytes_init(&c.octets, (size_t)64 * 1024 * 1024);
    message_serialise(p, &m, &c.octets);
    int64_t begun = clock_now();
    for (; c.completed < count; c.completed++) {
        int64_t due = begun + (int64_t)c.completed * apart;
        if (apart && due > clock_now())
            (void)fd_wait(-1, 0, due);
        if (interrupt_signal() || clock_now() >= deadline || candidate_wait(p->candidate, 0))
            break;
        leaving[c.completed % WAYS].close = ways[c.completed % WAYS];
        c.step = &leaving[c.completed % WAYS];
        cycle_raw(&c);
    }
    bytes_release(&c.octets);
    *errors += c.errors;
    return c.completed;
}

void play_churn(struct player *p, const struct step *s)
{
    struct message m;
    struct churn c = {.player = p, .step = s};
    samples_clear(p);
    c.request = load_play_request(p, s, &m);
    if (!c.request)
        return;
    bytes_init(&c.octets, (size_t)64 * 1024 * 1024);
    message_serialise(p, &m, &c.octets);
    heap_requests_begin(p);
    run_churn(&c);
    heap_requests_end(p, c.completed);
    p->requests += c.completed;
    bytes_release(&c.octets);
    sample_take(p, "errors", c.errors);
    sample_take(p, "cycles completed", c.completed);
    record_step(p, s, NULL, NULL);
}
