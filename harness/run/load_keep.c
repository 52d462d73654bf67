/* SPDX-License-Identifier: MIT */
/* What a load saw, whole, for reports: its seconds, and its histograms without their empty buckets.
 */
#include "run/load_play.h"

#include <string.h>

static const struct load_bucket *buckets_of(const struct histogram *h, struct arena *a,
                                            size_t *count)
{
    struct histogram_bucket one = {.next = 0};
    size_t used = 0;
    while (histogram_each(h, &one))
        used++;
    struct load_bucket *all = arena_zero(a, used, sizeof *all);
    one = (struct histogram_bucket){.next = 0};
    for (*count = 0; histogram_each(h, &one); ++*count)
        all[*count] = (struct load_bucket){.most = one.most, .count = one.count};
    return all;
}

static const struct load_second *seconds_of(const struct load_result *r, struct arena *a)
{
    struct load_second *all = arena_zero(a, r->block_count, sizeof *all);
    for (unsigned i = 0; i < r->block_count; i++)
        all[i] = (struct load_second){.number = r->blocks[i].second,
                                      .answers = r->blocks[i].requests,
                                      .errors = r->blocks[i].errors,
                                      .p50 = r->blocks[i].p50,
                                      .p95 = r->blocks[i].p95,
                                      .p99 = r->blocks[i].p99};
    return all;
}

static const struct load_look *looks_of(const struct load_watch *w, struct arena *a)
{
    struct load_look *all = arena_zero(a, w->count, sizeof *all);
    if (w->count)
        memcpy(all, w->looks, w->count * sizeof *all);
    return all;
}

void load_keep(struct player *p, const struct load_play *l, const struct load_result *r)
{
    struct scenario_result *s = p->result;
    if (p->silent)
        return;
    if (s->load_count == s->load_room)
        s->loads = arena_grow(p->arena, s->loads, s->load_count, &s->load_room, sizeof *s->loads);
    struct load_figures *f = &s->loads[s->load_count++];
    *f = (struct load_figures){.step = l->step->name,
                               .step_number = p->step_number,
                               .connections = l->order.connections,
                               .rate = l->order.rate,
                               .second_count = r->block_count,
                               .seconds = seconds_of(r, p->arena),
                               .look_count = l->looks.count};
    f->looks = looks_of(&l->looks, p->arena);
    f->latency = buckets_of(&r->latency, p->arena, &f->latency_count);
    f->service = buckets_of(&r->service, p->arena, &f->service_count);
}
