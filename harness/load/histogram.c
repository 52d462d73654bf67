/* SPDX-License-Identifier: MIT */
/* Bucket arithmetic: the top bit chooses the group, the next seven bits the bucket in it. Pure.
 */
#include "load/histogram.h"

#include <string.h>

enum { SUB_BITS = 7 };

static unsigned bucket_of(uint64_t v)
{
    if (v < HISTOGRAM_SUB)
        return (unsigned)v;
    unsigned shift = 63U - (unsigned)__builtin_clzll(v) - SUB_BITS;
    return (shift + 1) * HISTOGRAM_SUB + (unsigned)(v >> shift) - HISTOGRAM_SUB;
}

static uint64_t upper_edge(unsigned bucket)
{
    if (bucket < HISTOGRAM_SUB)
        return bucket;
    unsigned shift = bucket / HISTOGRAM_SUB - 1;
    uint64_t first = ((uint64_t)(bucket % HISTOGRAM_SUB) + HISTOGRAM_SUB) << shift;
    return first + ((uint64_t)1 << shift) - 1;
}

void histogram_clear(struct histogram *h)
{
    memset(h, 0, sizeof *h);
}

void histogram_record(struct histogram *h, uint64_t ns)
{
    h->counts[bucket_of(ns)]++;
    h->min = h->total == 0 || ns < h->min ? ns : h->min;
    h->max = ns > h->max ? ns : h->max;
    h->total++;
}

void histogram_merge(struct histogram *h, const struct histogram *other)
{
    if (other->total == 0)
        return;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
        h->counts[i] += other->counts[i];
    h->min = h->total == 0 || other->min < h->min ? other->min : h->min;
    h->max = other->max > h->max ? other->max : h->max;
    h->total += other->total;
}

bool histogram_each(const struct histogram *h, struct histogram_bucket *b)
{
    while (b->next < HISTOGRAM_BUCKETS && h->counts[b->next] == 0)
        b->next++;
    if (b->next == HISTOGRAM_BUCKETS)
        return false;
    b->count = h->counts[b->next];
    b->most = upper_edge(b->next) < h->max ? upper_edge(b->next) : h->max;
    b->next++;
    return true;
}

uint64_t histogram_rank(const struct histogram *h, uint64_t rank)
{
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && rank; i++) {
        seen += h->counts[i];
        if (seen >= rank)
            return upper_edge(i) < h->max ? upper_edge(i) : h->max;
    }
    return rank ? h->max : h->min;
}

uint64_t histogram_percentile(const struct histogram *h, double p)
{
    double exact = p * (double)h->total;
    uint64_t rank = (uint64_t)exact;
    rank += (double)rank < exact;
    return histogram_rank(h, rank ? rank : 1);
}
