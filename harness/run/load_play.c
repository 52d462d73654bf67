/* SPDX-License-Identifier: MIT */
/* Plays a load again while it is open what it shows, and says when this host is to blame.
 */
#include "run/load_play.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "oracle/percentile.h"
#include "run/tree_usage.h"
#include "scenario/limits.h"

_Static_assert((int)MIX_MAX <= (int)LOAD_KINDS_MAX, "whatever can be written can be played");
_Static_assert((int)PIPELINE_MAX <= (int)LOAD_DEPTH_MAX, "and this");
_Static_assert((int)THREADS_MAX <= (int)LOAD_THREADS_MAX, "and this");

#define ANSWER_LIMIT   (10 * CLOCK_S)
#define OPENING_LIMIT  (30 * CLOCK_S)
#define REQUESTS_LIMIT (120 * CLOCK_S) /* more, where a number of them is the end */
#define BRIEF_LOAD     (2 * CLOCK_S)   /* under memcheck, and if it is only repeated */

enum {
    LATENESS_SHARE = 10,   /* of a latency limit the load side may itself be late */
    LATE_OF = 5,           /* in its p99 where a p95 is judged, in its p99.8 for a p99 */
    LATENESS_EXPLAINS = 4, /* times that: both sides are woken once for each request, and twice is
                              the margin. More than this is the candidate's own. */
    CROWD_EXPLAINS = 2,    /* times what others took is what it may have cost the candidate: what
                              came while it had to wait is answered behind what came before */
    EXTENSIONS_MAX = 2,    /* a percentile that is still open is given twice the time, so often */
    REPEATED_FEWER = 4,    /* by which connections are divided when steps are repeated */
    MEMCHECK_SLOWER = 20   /* by which a rate is divided under memcheck */
};

/* Above this share of one core the load side, not the candidate, may be what is measured. */
static const double busy_limit = 0.9;

/* Of what this host can compute, so much may go to others; of one core, so much to a hypervisor's
 * other guests: a share of 5 % of the time is what a p95 is made of. */
static const double others_limit = 0.25, stolen_limit = 0.05;

/* What `each:` of the load says, and that of the request in its mix. */
static bool verify(void *context, unsigned kind, struct exchange *x)
{
    struct load_play *l = context;
    bool good = record_each(l->player, l->step, x);
    return l->step->mix_count ? judge_each(l->player, &l->step->mix[kind], x) && good : good;
}

static void again(void *context, unsigned kind, uint64_t times)
{
    struct load_play *l = context;
    record_again(l->player, l->step, times);
    if (l->step->mix_count)
        judge_again(l->player, &l->step->mix[kind], times);
}

/* Whether the octets of an answer alone say that it is a good one. */
static bool each_depends_on_octets(const struct step *s)
{
    static const bool in_octets[SUBJECT_COUNT] = {[SUBJECT_STATUS] = true,
                                                  [SUBJECT_HEADER] = true,
                                                  [SUBJECT_BODY] = true,
                                                  [SUBJECT_JSON] = true,
                                                  [SUBJECT_TRAILER] = true};
    for (size_t i = 0; i < s->each_count; i++) {
        if (!in_octets[s->each[i].subject.kind])
            return false;
    }
    return true;
}

static bool depends_on_octets(const struct player *p, const struct step *s)
{
    bool all = each_depends_on_octets(s);
    for (size_t i = 0; i < s->mix_count; i++)
        all &= each_depends_on_octets(&s->mix[i]);
    return all && !p->running; /* there checks may be spared */
}

static struct account account_take(const struct player *p)
{
    struct tree *t = memory_get(sizeof *t);
    candidate_tree(p->candidate, t);
    const struct account account = {
        .host = host_read(), .tree = tree_usage(t), .own = clock_of_process(), .now = clock_now()};
    memory_drop(t);
    return account;
}

/* Who else was served meanwhile. */
struct crowd {
    double share;       /* of one core's time, that the candidate may have had to wait for */
    double kept;        /* of the time, that it did wait for others to be served */
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
    double kept = (double)(after->tree.kept - before->tree.kept) / time;
    others = others > 0 ? others : 0;
    /* What it waited for its own threads is its own doing. */
    struct crowd crowd = {.share = stolen + others,
                          .kept = stolen + (kept < others ? kept : others)};
    if (of_all > others_limit)
        crowd.others =
            arena_text(p->arena, "other processes used %.0f %% of this host", of_all * 100);
    crowd.reason = crowd.others;
    if (stolen > stolen_limit)
        crowd.reason =
            arena_text(p->arena, "the hypervisor took %.0f %% of a core away", stolen * 100);
    return crowd;
}

/* --- what is ordered -------------------------------------------------------------------------- */

/* When steps are only repeated, to see whether something grows, fewer come at once: so no pool
 * finds a new peak, and what each request or connection leaks it leaks all the same. */
unsigned load_play_connections(const struct player *p, const struct step *s)
{
    unsigned fewer = s->connections / REPEATED_FEWER;
    return p->silent && fewer ? fewer : s->connections;
}

void load_play_prepare(struct player *p, struct load_play *l, const struct client_request *requests)
{
    const struct step *s = l->step;
    bool slow = p->mode != MODE_NATIVE, brief = slow || p->silent;
    int64_t duration = brief && s->duration > BRIEF_LOAD ? BRIEF_LOAD : s->duration;
    int64_t span = s->warm_up + duration + OPENING_LIMIT + (s->requests ? REQUESTS_LIMIT : 0);
    static const struct lines_kind *const lines[] = {
        [RUN_CLIENT_RAW] = &lines_raw, [RUN_CLIENT_CURL] = &lines_curl};
    for (size_t i = 0; i < s->mix_count; i++)
        l->weights[i] = s->mix[i].weight;
    l->player = p;
    l->order = (struct load_order){.asks = requests,
                                   .kinds = s->mix_count ? (unsigned)s->mix_count : 1,
                                   .depth = s->pipeline ? s->pipeline : 1,
                                   .weights = l->weights,
                                   .connections = load_play_connections(p, s),
                                   .threads = s->threads,
                                   .rate = slow ? s->rate / MEMCHECK_SLOWER : s->rate,
                                   .requests = s->requests,
                                   .duration = duration,
                                   .warm_up = s->warm_up,
                                   .answer_limit = (int64_t)((double)ANSWER_LIMIT * p->scale),
                                   .deadline = play_deadline(p, s->within, span),
                                   .verify = verify,
                                   .again = depends_on_octets(p, s) ? again : NULL,
                                   .lines = lines[p->load_client],
                                   .context = l};
}

static struct client_request request_of(const struct player *p, const struct message *m)
{
    return (struct client_request){.method = m->method,
                                   .target = m->target,
                                   .to = &p->ground->server,
                                   .headers = m->fields,
                                   .header_count = m->field_count,
                                   .body = m->body,
                                   .body_length = m->body_length};
}

struct client_request *load_play_request(struct player *p, const struct step *s, struct message *m)
{
    char missing[128] = "";
    if (!message_fill(p, s, m, p->arena, missing, sizeof missing)) {
        record_uncaptured(p, s, missing);
        return NULL;
    }
    struct client_request *q = arena_zero(p->arena, 1, sizeof *q);
    *q = request_of(p, m);
    return q;
}

struct client_request *load_play_requests(struct player *p, const struct step *s)
{
    struct message m;
    char missing[128] = "";
    if (!s->mix_count)
        return load_play_request(p, s, &m);
    struct client_request *all = arena_zero(p->arena, s->mix_count, sizeof *all);
    for (size_t i = 0; i < s->mix_count; i++) {
        if (!message_fill(p, &s->mix[i], &m, p->arena, missing, sizeof missing)) {
            record_uncaptured(p, s, missing);
            return NULL;
        }
        all[i] = request_of(p, &m);
    }
    return all;
}

/* --- what it shows ---------------------------------------------------------------------------- */

static const char *problem_list(struct player *p, const struct load_result *r)
{
    const char *text = NULL;
    for (unsigned i = 0; i < r->problem_count; i++)
        text = arena_text(p->arena, "%s%s%s", text ? text : "", text ? "\n" : "", r->problems[i]);
    return text;
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

static const struct check *p95_check(const struct load_play *l)
{
    return check_on(l->step, l->p95, 1u << OP_LT | 1u << OP_LE);
}

/* An attack is made once: who fares well in the seconds behind it says nothing of those in it, so
 * more seconds cannot settle what most of them show. One without any answer is no better than the
 * worst. */
static enum percentile_answer judge_attacked(const struct load_result *r, uint64_t limit,
                                             uint64_t *bound)
{
    unsigned seconds = r->block_count ? r->blocks[r->block_count - 1].second + 1 : 0;
    unsigned under = 0;
    for (unsigned i = 0; i < r->block_count; i++)
        under += r->blocks[i].p95 < limit;
    uint64_t p95 = histogram_percentile(&r->latency, 0.95);
    if (seconds < PERCENTILE_BLOCKS_MIN || under * 2 >= seconds || p95 < limit)
        return PERCENTILE_OPEN;
    *bound = p95;
    return PERCENTILE_OVER;
}

static enum percentile_answer judge_blocks(const struct load_play *l, const struct load_result *r,
                                           uint64_t *bound)
{
    uint64_t values[LOAD_BLOCKS_MAX];
    const struct check *c = p95_check(l);
    if (!c)
        return PERCENTILE_UNDER;
    for (unsigned i = 0; i < r->block_count; i++)
        values[i] = r->blocks[i].p95;
    uint64_t limit = (uint64_t)c->values[0].number;
    enum percentile_answer answer = percentile_judge(values, r->block_count, limit, bound);
    return answer == PERCENTILE_OPEN && l->run ? judge_attacked(r, limit, bound) : answer;
}

/* The check on the highest percentile that the step has one on, below which others lie, too. */
struct limit {
    const struct check *check; /* NULL: none */
    double share;              /* of all answers that must keep it */
};

static struct limit strictest_limit(const struct load_play *l)
{
    static const struct {
        const char *name;
        double share;
    } percentiles[] = {{"max", 1},    {"p99.9", 0.999}, {"p99", 0.99},
                       {"p95", 0.95}, {"p90", 0.9},     {"p50", 0.5}};
    int prefix = (int)(strlen(l->p95) - strlen("p95"));
    struct limit limit = {.check = NULL};
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles && !limit.check; i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s%s", prefix, l->p95, percentiles[i].name);
        limit.check = check_on(l->step, name, 1u << OP_LT | 1u << OP_LE);
        limit.share = percentiles[i].share;
    }
    return limit;
}

/* Whether more are late than may be, even without as many of each second as others may have caused
 * in that second: many short waits make no long one. */
static bool late_each_second(const struct load_play *l, const struct limit *limit,
                             const struct load_result *r)
{
    double own = 0;
    for (unsigned i = 0; i < r->block_count; i++) {
        const struct load_block *b = &r->blocks[i];
        int64_t kept = load_watch_kept(&l->looks, b->second);
        double caused = CROWD_EXPLAINS * (double)kept / (double)CLOCK_S * (double)b->requests;
        own += kept >= 0 && (double)b->late > caused ? (double)b->late - caused : 0;
    }
    return own > (1 - limit->share) * (double)r->latency.total;
}

/* The load side was woken in time, and has another processor than the candidate may have: a late
 * answer is the candidate's own unless as many came while others had its processor. */
static const char *kept_waiting(struct player *p, const struct load_play *l,
                                const struct limit *limit, const struct load_result *r,
                                const struct crowd *crowd)
{
    double own = limit->share - CROWD_EXPLAINS * crowd->kept;
    double most = limit->check->values[0].number;
    if ((double)histogram_percentile(&r->latency, limit->share) < most ||
        (double)histogram_percentile(&r->latency, own > 0 ? own : 0) >= most ||
        late_each_second(l, limit, r))
        return NULL;
    return arena_text(p->arena, "others had the candidate's processor for %.1f %% of the time",
                      crowd->kept * 100);
}

/* Both sides are woken by the same host. Five times as many are looked at as may be late. */
static const char *late_host(struct player *p, const struct load_play *l, const struct limit *limit,
                             const struct load_result *r, const struct crowd *crowd)
{
    double most = limit->check->values[0].number;
    double late = (double)histogram_percentile(&r->lateness, 1 - (1 - limit->share) / LATE_OF);
    double seen = (double)histogram_percentile(&r->latency, limit->share);
    if (late <= most / LATENESS_SHARE)
        return kept_waiting(p, l, limit, r, crowd);
    if (crowd->reason)
        return crowd->reason;
    if (seen >= most + LATENESS_EXPLAINS * late)
        return NULL;
    return arena_text(p->arena, "this host kept the load side itself waiting: up to %.1f ms late",
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
static const char *unfit(struct player *p, const struct load_play *l, const struct load_result *r,
                         enum percentile_answer answer, const struct crowd *crowd)
{
    const struct limit latency = strictest_limit(l);
    const struct check *rate = check_on(l->step, "throughput", 1u << OP_GT | 1u << OP_GE);
    const char *reason = crowd->reason;
    if (latency.check && l->step->rate > 0)
        reason = late_host(p, l, &latency, r, crowd);
    else if (rate)
        reason = slow_host(rate, r, crowd);
    if (!reason && r->busy > busy_limit)
        reason = arena_text(p->arena, "the load side used %.0f %% of a core", r->busy * 100);
    if (!reason && answer == PERCENTILE_OPEN)
        reason =
            arena_text(p->arena, "the seconds of the run disagree (%u blocks)", r->block_count);
    return reason;
}

bool load_play(struct player *p, struct load_play *l, struct load_result *r)
{
    enum percentile_answer answer = PERCENTILE_OPEN;
    const struct limit limit = strictest_limit(l);
    struct crowd crowd = {.share = 0};
    bool more = true;
    l->order.late = limit.check ? (uint64_t)limit.check->values[0].number : UINT64_MAX;
    for (int i = 0; i <= EXTENSIONS_MAX && more; i++) {
        uint64_t answers = p->answers;
        l->before = account_take(p);
        heap_requests_begin(p);
        load_watch_begin(&l->looks, p->candidate);
        bool ran = l->run ? l->run(l, r) : load_run(&l->order, r);
        load_watch_end(&l->looks);
        if (!ran)
            return false;
        l->after = account_take(p);
        l->answers = p->answers - answers;
        p->requests += r->sent;
        crowd = crowd_of(p, &l->before, &l->after);
        answer = p->mode == MODE_NATIVE ? judge_blocks(l, r, &l->bound) : PERCENTILE_UNDER;
        l->order.duration *= 2;
        l->order.deadline += l->order.duration;
        more = answer == PERCENTILE_OPEN && !p->silent && !crowd.reason && !r->errors &&
               !r->interrupted && !*r->unable && l->order.deadline <= p->deadline;
    }
    p->problems = problem_list(p, r);
    p->unfit = unfit(p, l, r, answer, &crowd);
    p->unable = *r->unable ? arena_text(p->arena, "%s", r->unable) : NULL;
    p->crowded = crowd.others;
    return true;
}
