/* SPDX-License-Identifier: MIT */
/* Divides a load among threads, waits for them and adds up what they saw. */
#include "load/crew.h"

#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"

/* Where the part of thread `number` begins, if `all` is divided among so many. */
static uint64_t part_start(uint64_t all, unsigned number, unsigned threads)
{
    return all / threads * number + all % threads * number / threads;
}

static void divide(const struct load_order *order, unsigned threads, struct load_share *s)
{
    uint64_t first = part_start(order->connections, s->number, threads);
    uint64_t behind = part_start(order->connections, s->number + 1, threads);
    uint64_t all = order->connections, rest = order->requests % all;
    double share = (double)(behind - first) / (double)all;
    s->order = *order;
    s->order.connections = (unsigned)(behind - first);
    /* By connections, so that each of them has at least the one that it opens with. */
    s->order.requests =
        order->requests / all * (behind - first) + rest * behind / all - rest * first / all;
    s->order.rate = order->rate * share;
    s->offset = order->rate > 0 ? (int64_t)(s->number * 1e9 / order->rate) : 0;
}

/* Not before all of them are there. */
static void *play(void *context)
{
    struct load_share *s = context;
    pthread_mutex_lock(&s->crew->lock);
    pthread_mutex_unlock(&s->crew->lock);
    load_play_share(s);
    return NULL;
}

static void add(struct load_result *all, const struct load_result *r)
{
    histogram_merge(&all->latency, &r->latency);
    histogram_merge(&all->service, &r->service);
    histogram_merge(&all->lateness, &r->lateness);
    all->answered += r->answered;
    all->errors += r->errors;
    all->sent += r->sent;
    all->unsent += r->unsent;
    all->lost += r->lost;
    all->first_answers += r->first_answers;
    all->slowest = r->slowest < all->slowest ? r->slowest : all->slowest;
    all->elapsed = r->elapsed > all->elapsed ? r->elapsed : all->elapsed;
    all->longest_gap = r->longest_gap > all->longest_gap ? r->longest_gap : all->longest_gap;
    all->busy = r->busy > all->busy ? r->busy : all->busy;
    if (!*all->unable)
        memcpy(all->unable, r->unable, sizeof all->unable);
    for (unsigned i = 0; i < r->problem_count && all->problem_count < LOAD_PROBLEMS_KEPT; i++)
        memcpy(all->problems[all->problem_count++], r->problems[i], sizeof r->problems[i]);
}

static uint64_t late_of(const struct histogram *h, uint64_t from)
{
    struct histogram_bucket one = {.next = 0};
    uint64_t late = 0;
    while (histogram_each(h, &one))
        late += one.most >= from ? one.count : 0;
    return late;
}

/* A second without any answer has no block, and its errors belong to the next one. */
static void take_blocks(const struct load_crew *crew, uint64_t late, struct load_result *r)
{
    uint64_t errors = 0;
    for (unsigned i = 0; i < LOAD_BLOCKS_MAX; i++) {
        const struct histogram *h = &crew->seconds[i].latency;
        errors += crew->seconds[i].errors;
        if (h->total == 0)
            continue;
        r->blocks[r->block_count++] = (struct load_block){.second = i,
                                                          .requests = h->total,
                                                          .errors = errors,
                                                          .p50 = histogram_percentile(h, 0.5),
                                                          .p95 = histogram_percentile(h, 0.95),
                                                          .p99 = histogram_percentile(h, 0.99),
                                                          .late = late_of(h, late)};
        errors = 0;
    }
}

/* The first share is played here, the others in threads. False: there is no thread for one of them,
   and so nobody has begun. */
static bool play_all(struct load_crew *crew, struct load_share *shares, unsigned count)
{
    pthread_t threads[LOAD_THREADS_MAX];
    unsigned there = 1;
    pthread_mutex_lock(&crew->lock);
    while (there < count && pthread_create(&threads[there], NULL, play, &shares[there]) == 0)
        there++;
    crew->ends = there < count;
    pthread_barrier_init(&crew->all_open, NULL, there);
    pthread_mutex_unlock(&crew->lock);
    play(&shares[0]);
    for (unsigned i = 1; i < there; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&crew->all_open);
    bool ready = there == count;
    for (unsigned i = 0; i < there; i++)
        ready &= shares[i].ready;
    return ready;
}

static unsigned threads_of(const struct load_order *o)
{
    unsigned wanted = o->threads ? o->threads : 1;
    wanted = wanted < LOAD_THREADS_MAX ? wanted : LOAD_THREADS_MAX;
    return o->connections && wanted > o->connections ? o->connections : wanted;
}

bool load_run(const struct load_order *order, struct load_result *result)
{
    struct load_crew crew = {.ends = false};
    struct load_share shares[LOAD_THREADS_MAX];
    unsigned count = threads_of(order);
    memset(result, 0, sizeof *result);
    result->slowest = UINT64_MAX;
    pthread_mutex_init(&crew.lock, NULL);
    crew.seconds = memory_zero(LOAD_BLOCKS_MAX, sizeof *crew.seconds);
    for (unsigned i = 0; i < count; i++) {
        shares[i] = (struct load_share){.crew = &crew, .number = i};
        divide(order, count, &shares[i]);
        shares[i].result = memory_zero(1, sizeof *result);
    }
    bool ready = play_all(&crew, shares, count);
    for (unsigned i = 0; i < count; i++) {
        add(result, shares[i].result);
        memory_drop(shares[i].result);
    }
    take_blocks(&crew, order->late, result);
    result->interrupted = interrupt_signal() != 0;
    memory_drop(crew.seconds);
    pthread_mutex_destroy(&crew.lock);
    return ready;
}
