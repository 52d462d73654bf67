/* SPDX-License-Identifier: MIT */
/* Who asks when, and what is counted; octets are the affair of load/lines.h. One thread; who
 * divides a load among several is load/crew.c.
 */
#include "load/crew.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "load/awake.h"

enum phase { PHASE_OPEN = 0, PHASE_WARM_UP, PHASE_MEASURE, PHASE_OVER };

struct slot {
    int64_t planned, sent;
    int64_t before;  /* sent before that one; a connection waits from then on at the earliest */
    unsigned kind;   /* of what was sent */
    unsigned owed;   /* answers */
    uint64_t served; /* while measuring */
};

/* A server may close what stands idle (RFC 9112, section 9.5). Where this side was woken so much
 * later than it had asked for, nobody knows what the server saw stand idle meanwhile. */
static const int64_t heartbeat = 100 * CLOCK_MS, frozen = 250 * CLOCK_MS;

struct load {
    struct load_crew *crew;
    const struct load_order *order;
    struct load_result *result;
    const struct lines_kind *drives;
    struct lines *lines;
    struct slot *slots;
    unsigned *idle; /* ring of slots, so that all take turns */
    unsigned idle_first, idle_count;
    bool leads; /* the other threads */
    enum phase phase;
    int64_t phase_end;      /* of warm-up or measuring */
    int64_t started;        /* measuring */
    uint64_t planned;       /* requests of this phase so far */
    uint64_t wanted;        /* requests to measure; 0: as many as fit into the duration */
    int64_t idle_since;     /* some connection has been idle ever since */
    int64_t offset;         /* of the first of them from the beginning of the phase */
    int64_t plan_start;     /* moment of the first of them */
    int64_t woken;          /* last */
    int64_t thawed;         /* when it was last woken far too late */
    struct histogram block; /* the second under way */
    int64_t block_end;
    uint64_t block_errors;
    int64_t waiting_since; /* for any answer; the last one, or when nobody waited before */
    int64_t credit[LOAD_KINDS_MAX];
    uint64_t again[LOAD_KINDS_MAX]; /* answers whose octets were those of the one before */
};

static void make_idle(struct load *l, unsigned index, int64_t now)
{
    if (l->idle_count == 0)
        l->idle_since = now;
    unsigned at = (l->idle_first + l->idle_count++) % l->order->connections;
    l->idle[at] = index;
}

/* Which request is next: each has its weight added to its credit, the richest pays all of them. So
 * shares are exact over one round of all weights, and alike are spread evenly. */
static unsigned next_kind(struct load *l)
{
    const struct load_order *o = l->order;
    unsigned richest = 0;
    int64_t all = 0;
    for (unsigned i = 0; i < o->kinds && o->kinds > 1; i++) {
        l->credit[i] += o->weights[i];
        all += o->weights[i];
        richest = l->credit[i] > l->credit[richest] ? i : richest;
    }
    l->credit[richest] -= all;
    return richest;
}

static void send_on(struct load *l, unsigned index, int64_t planned, int64_t now, unsigned times)
{
    struct slot *s = &l->slots[index];
    s->planned = planned;
    s->before = s->sent;
    s->sent = now;
    s->owed = times;
    l->result->sent += times;
    if (l->idle_count + 1 >= l->order->connections)
        l->waiting_since = s->sent; /* nobody waited until now */
    s->kind = next_kind(l);
    l->drives->ask(l->lines, index, s->kind, times, now);
}

static void send_next(struct load *l, int64_t planned, int64_t now, unsigned times)
{
    unsigned index = l->idle[l->idle_first];
    l->idle_first = (l->idle_first + 1) % l->order->connections;
    l->idle_count--;
    send_on(l, index, planned, now, times);
}

static void note_problem(struct load *l, const char *sentence)
{
    struct load_result *r = l->result;
    r->errors++;
    l->block_errors++;
    if (r->problem_count < LOAD_PROBLEMS_KEPT)
        snprintf(r->problems[r->problem_count++], sizeof r->problems[0], "%s", sentence);
}

/* What the answer was short of when the time was up. */
static void note_missing(struct exchange *x)
{
    static const char closed[] = "closed ";
    double ms = (double)x->elapsed / 1e6;
    if (x->problem[0])
        return;
    if (x->connect == CONNECT_TIMED_OUT) {
        exchange_problem(x, "no connection within %.0f ms", ms);
        return;
    }
    (void)!reply_eof(&x->reply);
    const char *where = x->reply.problem;
    where += strncmp(where, closed, strlen(closed)) == 0 ? strlen(closed) : 0;
    exchange_problem(x, "no complete answer within %.0f ms%s%s", ms, *where ? ": still " : "",
                     where);
}

static bool verify(struct load *l, unsigned kind, struct exchange *x)
{
    pthread_mutex_lock(&l->crew->lock);
    bool good = l->order->verify(l->order->context, kind, x);
    pthread_mutex_unlock(&l->crew->lock);
    return good;
}

static void tell_again(struct load *l)
{
    pthread_mutex_lock(&l->crew->lock);
    for (unsigned i = 0; i < l->order->kinds; i++) {
        if (l->again[i])
            l->order->again(l->order->context, i, l->again[i]);
    }
    pthread_mutex_unlock(&l->crew->lock);
}

static bool is_good(struct load *l, const struct slot *s, struct exchange *x, int64_t now)
{
    if (!x) {
        l->again[s->kind]++;
        return true;
    }
    if (x->connect == CONNECT_FAILED) {
        snprintf(l->result->unable, sizeof l->result->unable, "this side cannot connect: %.120s",
                 x->problem);
        l->crew->ends = true;
        return false;
    }
    x->elapsed = now - s->sent;
    if (x->answered && verify(l, s->kind, x))
        return true;
    if (x->answered)
        exchange_problem(x, "an answer with status %d was not as it should be", x->reply.status);
    note_missing(x);
    note_problem(l, x->problem);
    return false;
}

static void block_close(struct load *l)
{
    int64_t number = (l->block_end - l->started) / CLOCK_S - 1;
    struct load_second_of_all *second =
        &l->crew->seconds[number < LOAD_BLOCKS_MAX ? number : LOAD_BLOCKS_MAX - 1];
    pthread_mutex_lock(&l->crew->lock);
    histogram_merge(&second->latency, &l->block);
    second->errors += l->block_errors;
    pthread_mutex_unlock(&l->crew->lock);
    histogram_clear(&l->block);
    l->block_errors = 0;
    l->block_end += CLOCK_S;
}

/* Since anybody was answered well, or since nobody waited. */
static void note_gap(struct load *l, int64_t now)
{
    int64_t heard = atomic_load_explicit(&l->crew->heard, memory_order_relaxed);
    int64_t gap = now - (heard > l->waiting_since ? heard : l->waiting_since);
    struct load_result *r = l->result;
    r->longest_gap = gap > r->longest_gap ? gap : r->longest_gap;
}

static void count_answer(struct load *l, struct slot *s, int64_t now)
{
    struct load_result *r = l->result;
    if (s->planned < l->started)
        return; /* planned before measuring began */
    while (now >= l->block_end)
        block_close(l);
    note_gap(l, now);
    l->waiting_since = now;
    atomic_store_explicit(&l->crew->heard, now, memory_order_relaxed);
    histogram_record(&r->latency, (uint64_t)(now - s->planned));
    histogram_record(&r->service, (uint64_t)(now - s->sent));
    histogram_record(&l->block, (uint64_t)(now - s->planned));
    s->served++;
    r->answered++;
}

static bool finished(void *context, unsigned index, struct exchange *x, bool lost)
{
    struct load *l = context;
    struct slot *s = &l->slots[index];
    int64_t now = clock_now();
    l->result->lost += lost && l->thawed <= s->before;
    bool good = is_good(l, s, x, now);
    if (l->phase == PHASE_OPEN)
        l->result->first_answers += good;
    else if (l->phase == PHASE_MEASURE && good)
        count_answer(l, s, now);
    if (--s->owed == 0)
        make_idle(l, index, now);
    return good;
}

static int64_t plan_of(const struct load *l, uint64_t number)
{
    return l->plan_start + (int64_t)((double)number * 1e9 / l->order->rate);
}

static bool all_planned(const struct load *l, int64_t now)
{
    const struct load_order *o = l->order;
    if (l->phase == PHASE_MEASURE && o->requests)
        return l->planned >= l->wanted;
    if (o->rate > 0)
        return plan_of(l, l->planned) >= l->phase_end;
    return now >= l->phase_end;
}

/* How many leave at once. */
static unsigned times_of(const struct load *l)
{
    uint64_t left = l->wanted - l->planned;
    bool last = l->phase == PHASE_MEASURE && l->order->requests && left < l->order->depth;
    return last ? (unsigned)left : l->order->depth;
}

/* Sends what is due. In the open model what finds no idle connection waits, and its latency grows.
 */
static void send_due(struct load *l)
{
    bool rated = l->order->rate > 0;
    while (l->idle_count) {
        int64_t now = clock_now(), planned = rated ? plan_of(l, l->planned) : now;
        if (all_planned(l, now) || planned > now)
            break;
        if (rated && l->phase == PHASE_MEASURE && planned >= l->idle_since)
            histogram_record(&l->result->lateness, (uint64_t)(now - planned));
        unsigned times = times_of(l);
        l->planned += times; /* an answer may come from within */
        send_next(l, planned, now, times);
    }
}

static int64_t next_moment(const struct load *l, int64_t now)
{
    int64_t next = now + heartbeat;
    next = l->phase_end < next ? l->phase_end : next;
    next = l->order->deadline < next ? l->order->deadline : next;
    if (l->order->rate > 0 && l->phase != PHASE_OPEN && l->idle_count && !all_planned(l, now) &&
        plan_of(l, l->planned) < next)
        next = plan_of(l, l->planned);
    return next;
}

static void look_at_clock(struct load *l)
{
    int64_t now = clock_now();
    if (now > l->woken + heartbeat + frozen)
        l->thawed = now;
    l->woken = now;
}

/* Waits until something happens or a moment has come, and takes note of it. */
static void step(struct load *l)
{
    int64_t now = clock_now();
    l->drives->wait(l->lines, now, next_moment(l, now));
    look_at_clock(l);
    if (l->phase != PHASE_OPEN)
        send_due(l);
}

static bool must_stop(const struct load *l)
{
    return l->crew->ends || interrupt_signal() || l->woken >= l->order->deadline;
}

static bool all_idle(const struct load *l)
{
    return l->idle_count == l->order->connections;
}

/* Every connection asks once, at the same time, so that all of them are open together. */
static void open_all(struct load *l)
{
    l->phase = PHASE_OPEN;
    l->phase_end = l->order->deadline;
    for (unsigned i = 0; i < l->order->connections && !l->crew->ends; i++) {
        int64_t now = clock_now();
        send_on(l, i, now, now, 1);
    }
    while (!all_idle(l) && !must_stop(l))
        step(l);
}

static void run_phase(struct load *l, enum phase phase, int64_t duration)
{
    l->phase = phase;
    l->planned = 0;
    l->started = l->waiting_since = clock_now();
    l->plan_start = l->started + l->offset;
    l->block_end = l->started + CLOCK_S;
    l->block_errors = 0;
    l->phase_end =
        phase == PHASE_MEASURE && l->order->requests ? l->order->deadline : l->started + duration;
    send_due(l);
    while (!must_stop(l) && !(all_planned(l, l->woken) && (phase == PHASE_WARM_UP || all_idle(l))))
        step(l);
}

/* At full speed nobody sleeps; only planned moments can be missed. */
static void measure_phase(struct load *l)
{
    struct awake awake = {.count = 0};
    if (l->order->rate > 0 && l->leads)
        awake_start(&awake);
    run_phase(l, PHASE_MEASURE, l->order->duration);
    awake_stop(&awake);
}

static uint64_t less(uint64_t all, uint64_t done)
{
    return all > done ? all - done : 0;
}

/* How many the duration has room for. */
static uint64_t planned_until(const struct load *l)
{
    return (uint64_t)((double)l->order->duration / 1e9 * l->order->rate);
}

static void measure_all(struct load *l)
{
    struct load_result *r = l->result;
    run_phase(l, PHASE_WARM_UP, l->order->warm_up);
    int64_t cpu = clock_of_thread();
    measure_phase(l);
    r->elapsed = clock_now() - l->started;
    if (!all_idle(l)) /* nobody has been answered since, and somebody still waits */
        note_gap(l, clock_now());
    block_close(l);
    r->busy = r->elapsed ? (double)(clock_of_thread() - cpu) / (double)r->elapsed : 0;
    if (l->order->requests)
        r->unsent = less(l->wanted, l->planned);
    else if (l->order->rate > 0)
        r->unsent = less(planned_until(l), l->planned);
    r->slowest = UINT64_MAX;
    for (unsigned i = 0; i < l->order->connections; i++)
        r->slowest = l->slots[i].served < r->slowest ? l->slots[i].served : r->slowest;
}

/* Whoever waits for an answer when the time is up got none, and what was to be measured and never
 * began was not sent. */
static void count_cut(struct load *l)
{
    for (size_t i = l->idle_count; i < l->order->connections && !l->crew->ends; i++)
        note_problem(l, "no complete answer when the time of the step was up");
    if (l->phase != PHASE_MEASURE && l->order->requests)
        l->result->unsent = l->wanted;
}

static bool prepare(struct load *l)
{
    const struct load_order *o = l->order;
    const struct lines_order lines = {.requests = o->asks,
                                      .kinds = o->kinds,
                                      .count = o->connections,
                                      .depth = o->depth,
                                      .answer_limit = o->answer_limit,
                                      .same_is_good = o->again != NULL,
                                      .ended = finished,
                                      .context = l};
    l->slots = memory_get(o->connections * sizeof *l->slots);
    l->idle = memory_get(o->connections * sizeof *l->idle);
    memset(l->slots, 0, o->connections * sizeof *l->slots);
    l->lines = l->drives->open(&lines);
    return l->lines != NULL;
}

static void release(struct load *l)
{
    if (l->lines)
        l->drives->close(l->lines);
    memory_drop(l->slots);
    memory_drop(l->idle);
}

void load_play_share(struct load_share *share)
{
    struct load *l = memory_zero(1, sizeof *l);
    const struct load_order *o = &share->order;
    *l = (struct load){.crew = share->crew,
                       .order = o,
                       .result = share->result,
                       .drives = o->lines ? o->lines : &lines_raw,
                       .leads = share->number == 0,
                       .offset = share->offset,
                       .woken = clock_now()};
    if (o->requests > o->connections)
        l->wanted = o->requests - o->connections;
    share->ready = prepare(l);
    if (share->ready)
        open_all(l);
    else
        l->crew->ends = true;
    pthread_barrier_wait(&l->crew->all_open);
    l->woken = l->thawed = clock_now(); /* what stood idle meanwhile did so for our sake */
    if (share->ready) {
        if (!must_stop(l))
            measure_all(l);
        count_cut(l);
        tell_again(l);
    }
    release(l);
    memory_drop(l);
}
