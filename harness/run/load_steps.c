/* SPDX-License-Identifier: MIT */
/* Load and churn: many requests, each answer verified, and what they cost the candidate meanwhile.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "load/engine.h"
#include "oracle/percentile.h"
#include "probes/host.h"
#include "probes/usage.h"
#include "run/player.h"

#define ANSWER_LIMIT   (10 * CLOCK_S)
#define OPENING_LIMIT  (30 * CLOCK_S)
#define CYCLE_LIMIT    (5 * CLOCK_S)
#define CHURN_LIMIT    (120 * CLOCK_S)
#define MEMCHECK_CHURN (15 * CLOCK_S) /* so long a churn may go on under memcheck */
#define BRIEF_LOAD     (2 * CLOCK_S)  /* a load under memcheck, and one that is only repeated */

enum {
    LATENESS_SHARE = 10,   /* of a latency limit the load side may itself be late, in its p99 */
    LATENESS_EXPLAINS = 4, /* times that: both sides are woken once for each request, and twice is
                              the margin. More than this is the candidate's own. */
    CROWD_EXPLAINS = 2,    /* times what others took is what it may have cost the candidate */
    EXTENSIONS_MAX = 2,    /* a percentile that is still open is given twice the time, so often */
    REPEATED_FEWER = 4,    /* by which connections are divided when steps are repeated */
    MEMCHECK_SLOWER = 20   /* by which a rate is divided under memcheck */
};

/* Above this share of one core the load side, not the candidate, may be what is measured. */
static const double busy_limit = 0.9;

/* Of what this host can compute, so much may go to others; of one core, so much to a hypervisor's
 * other guests: a share of 5 % of the time is what a p95 is made of. */
static const double others_limit = 0.25, stolen_limit = 0.05;

struct verifier {
    struct player *player;
    const struct step *step;
};

static bool verify(void *context, struct exchange *x)
{
    struct verifier *v = context;
    return record_each(v->player, v->step, x);
}

/* What this host, the candidate and we have used of the processors, ns. */
struct account {
    struct host_time host;
    struct usage tree;
    int64_t own, now;
};

static struct usage tree_usage(const struct player *p)
{
    struct usage u = {0};
    struct tree *t = memory_get(sizeof *t);
    candidate_tree(p->candidate, t);
    for (size_t i = 0; i < t->count; i++)
        usage_add(&u, t->items[i].pid);
    memory_drop(t);
    return u;
}

static struct account account_take(const struct player *p)
{
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    return (struct account){.host = host_read(),
                            .tree = tree_usage(p),
                            .own = (own.ru_utime.tv_sec + own.ru_stime.tv_sec) * CLOCK_S +
                                   (own.ru_utime.tv_usec + own.ru_stime.tv_usec) * INT64_C(1000),
                            .now = clock_now()};
}

/* Who else was served meanwhile. */
struct crowd {
    double share;       /* of one core's time, that the candidate may have had to wait for */
    const char *reason; /* to doubt what was measured; or NULL */
    const char *others; /* the same of what counts how often other processes were served */
};

static struct crowd crowd_of(struct player *p, const struct account *before,
                             const struct account *after)
{
    double time = (double)(after->now - before->now);
    double stolen = (double)(after->host.stolen - before->host.stolen) / time;
    int64_t known = after->own - before->own + after->tree.cpu - before->tree.cpu;
    double others = (double)(after->host.busy - before->host.busy - known) / time;
    double of_all = others / (double)sysconf(_SC_NPROCESSORS_ONLN);
    struct crowd crowd = {.share = stolen + (others > 0 ? others : 0)};
    if (of_all > others_limit)
        crowd.others =
            arena_text(p->arena, "other processes used %.0f %% of this host", of_all * 100);
    crowd.reason = crowd.others;
    if (stolen > stolen_limit)
        crowd.reason =
            arena_text(p->arena, "the hypervisor took %.0f %% of a core away", stolen * 100);
    return crowd;
}

/* --- load ----------------------------------------------------------------------------------- */

/* When steps are only repeated, to see whether something grows, fewer come at once: so no pool
 * finds a new peak, and what each request or connection leaks it leaks all the same. */
static unsigned connections_of(const struct player *p, const struct step *s)
{
    unsigned fewer = s->connections / REPEATED_FEWER;
    return p->silent && fewer ? fewer : s->connections;
}

static struct load_order order_of(struct player *p, const struct step *s,
                                  const struct client_request *request, struct verifier *v)
{
    bool slow = p->mode != MODE_NATIVE, brief = slow || p->silent;
    int64_t duration = brief && s->duration > BRIEF_LOAD ? BRIEF_LOAD : s->duration;
    int64_t span = s->warm_up + duration + OPENING_LIMIT + (s->requests ? CHURN_LIMIT : 0);
    return (struct load_order){.request = request,
                               .connections = connections_of(p, s),
                               .rate = slow ? s->rate / MEMCHECK_SLOWER : s->rate,
                               .requests = s->requests,
                               .duration = duration,
                               .warm_up = s->warm_up,
                               .answer_limit = (int64_t)((double)ANSWER_LIMIT * p->scale),
                               .deadline = play_deadline(p, s->within, span),
                               .verify = verify,
                               .context = v};
}

static const char *problem_list(struct player *p, const struct load_result *r)
{
    const char *text = NULL;
    for (unsigned i = 0; i < r->problem_count; i++)
        text = arena_text(p->arena, "%s%s%s", text ? text : "", text ? "\n" : "", r->problems[i]);
    return text;
}

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
}

static void take_counts(struct player *p, const struct load_order *o, const struct load_result *r)
{
    double seconds = (double)r->elapsed / 1e9;
    double fair = (double)r->answered / (double)o->connections;
    take_and_keep(p, "errors", (double)(r->errors + r->unsent), true);
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

/* The check on this metric that is missed by more than the number, or by less; or NULL. */
static const struct check *check_on(const struct step *s, const char *metric, unsigned operators)
{
    for (size_t i = 0; i < s->check_count; i++) {
        const struct check *c = &s->checks[i];
        if (c->subject.kind == SUBJECT_METRIC && operators & 1u << c->op &&
            strcmp(c->subject.argument, metric) == 0)
            return c;
    }
    return NULL;
}

static const struct check *p95_check(const struct step *s)
{
    return check_on(s, "latency p95", 1u << OP_LT | 1u << OP_LE);
}

static enum percentile_answer judge_blocks(const struct step *s, const struct load_result *r,
                                           uint64_t *bound)
{
    uint64_t values[LOAD_BLOCKS_MAX];
    const struct check *c = p95_check(s);
    if (!c)
        return PERCENTILE_UNDER;
    for (unsigned i = 0; i < r->block_count; i++)
        values[i] = r->blocks[i].p95;
    return percentile_judge(values, r->block_count, (uint64_t)c->values[0].number, bound);
}

/* Both sides are woken by the same host: if it woke the load side in time, a late answer is the
 * candidate's own, whoever else was served. */
static const char *late_host(struct player *p, const struct check *c, const struct load_result *r,
                             const struct crowd *crowd)
{
    double late = (double)histogram_percentile(&r->lateness, 0.99);
    double seen = (double)histogram_percentile(&r->latency, 0.95);
    if (late <= c->values[0].number / LATENESS_SHARE)
        return NULL;
    if (crowd->reason)
        return crowd->reason;
    if (seen >= c->values[0].number + LATENESS_EXPLAINS * late)
        return NULL;
    return arena_text(p->arena, "this host kept the load side itself waiting: p99 %.1f ms late",
                      late / 1e6);
}

/* A rate that would be missed even if all that others took had been the candidate's, twice, is the
 * candidate's own. */
static const char *slow_host(const struct check *c, const struct load_result *r,
                             const struct crowd *crowd)
{
    double rate = r->elapsed ? (double)r->answered * 1e9 / (double)r->elapsed : 0;
    double left = 1 - CROWD_EXPLAINS * crowd->share;
    return rate < c->values[0].number * left ? NULL : crowd->reason;
}

/* Why what was measured may be the host's doing, or NULL. */
static const char *unfit(struct player *p, const struct step *s, const struct load_result *r,
                         enum percentile_answer answer, const struct crowd *crowd)
{
    const struct check *latency = s->rate > 0 ? p95_check(s) : NULL;
    const struct check *rate = check_on(s, "throughput", 1u << OP_GT | 1u << OP_GE);
    const char *reason = crowd->reason;
    if (latency)
        reason = late_host(p, latency, r, crowd);
    else if (rate)
        reason = slow_host(rate, r, crowd);
    if (!reason && r->busy > busy_limit)
        reason = arena_text(p->arena, "the load side used %.0f %% of a core", r->busy * 100);
    if (!reason && answer == PERCENTILE_OPEN)
        reason =
            arena_text(p->arena, "the seconds of the run disagree (%u blocks)", r->block_count);
    return reason;
}

static void run_load(struct player *p, const struct step *s, const struct client_request *request,
                     struct load_result *r)
{
    struct verifier v = {.player = p, .step = s};
    struct load_order order = order_of(p, s, request, &v);
    enum percentile_answer answer = PERCENTILE_OPEN;
    uint64_t bound = 0, answers = 0;
    struct account before = {.now = 0}, after = before;
    struct crowd crowd = {.share = 0};
    bool more = true;
    for (int i = 0; i <= EXTENSIONS_MAX && more; i++) {
        before = account_take(p);
        answers = p->answers;
        heap_requests_begin(p);
        if (!load_run(&order, r))
            return;
        after = account_take(p);
        p->requests += r->sent;
        crowd = crowd_of(p, &before, &after);
        answer = p->mode == MODE_NATIVE ? judge_blocks(s, r, &bound) : PERCENTILE_UNDER;
        order.duration *= 2;
        order.deadline += order.duration;
        more = answer == PERCENTILE_OPEN && !p->silent && !crowd.reason && !r->errors &&
               !r->interrupted && order.deadline <= p->deadline;
    }
    take_latencies(p, r, s->rate > 0);
    if (bound && answer != PERCENTILE_OPEN)
        take_and_keep(p, "latency p95", (double)bound,
                      s->rate > 0); /* what is judged: one bad second is no verdict */
    take_counts(p, &order, r);
    if (candidate_is_known(p->candidate))
        take_usage(p, r, &before.tree, &after.tree);
    heap_requests_end(p, p->answers - answers);
    p->problems = problem_list(p, r);
    p->unfit = unfit(p, s, r, answer, &crowd);
    p->crowded = crowd.others;
}

/* What both big steps send; NULL with the step recorded as skipped. */
static struct client_request *request_of(struct player *p, const struct step *s, struct message *m)
{
    char missing[128] = "";
    if (!message_fill(p, s, m, p->arena, missing, sizeof missing)) {
        record_skipped(p, s, arena_text(p->arena, "${%s} was never captured", missing));
        return NULL;
    }
    struct client_request *q = arena_zero(p->arena, 1, sizeof *q);
    *q = (struct client_request){.method = m->method,
                                 .target = m->target,
                                 .to = &p->ground->server,
                                 .headers = m->fields,
                                 .header_count = m->field_count,
                                 .body = m->body,
                                 .body_length = m->body_length};
    return q;
}

void play_load(struct player *p, const struct step *s)
{
    struct message m;
    samples_clear(p);
    const struct client_request *request = request_of(p, s, &m);
    if (!request)
        return;
    struct load_result *r = memory_get(sizeof *r);
    run_load(p, s, request, r);
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

static void cycle_clean(struct churn *c)
{
    struct exchange x;
    struct client_request q = *c->request;
    q.deadline = play_deadline(c->player, 0, CYCLE_LIMIT);
    exchange_init(&x, strcmp(q.method, "HEAD") == 0);
    client_ask(c->player->client, &q, &x);
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
    int64_t deadline = play_deadline(p, c->step->within, CHURN_LIMIT);
    if (slow && deadline > clock_now() + MEMCHECK_CHURN)
        deadline = clock_now() + MEMCHECK_CHURN;
    for (unsigned i = 0; i < c->step->cycles; i++) {
        if (interrupt_signal() || clock_now() >= deadline || candidate_wait(p->candidate, 0))
            break;
        if (c->step->close == CHURN_CLEAN)
            cycle_clean(c);
        else
            cycle_raw(c);
        c->completed++;
    }
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
    struct churn c = {.player = p, .step = s, .request = request_of(p, s, &m)};
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
    c.request = request_of(p, s, &m);
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
