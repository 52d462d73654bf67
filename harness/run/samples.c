/* SPDX-License-Identifier: MIT */
/* A short list; the newest sample of a name is found first. */
#include <string.h>

#include "run/player.h"

void samples_clear(struct player *p)
{
    p->samples = NULL;
    p->grown = p->heap_grown = p->problems = p->unfit = p->unable = p->crowded = NULL;
}

void sample_take(struct player *p, const char *name, double value)
{
    struct sample *s = arena_zero(p->arena, 1, sizeof *s);
    *s = (struct sample){.name = name, .value = value, .wanted = value, .next = p->samples};
    p->samples = s;
}

void sample_take_cpu(struct player *p, int64_t cpu, int64_t kept, int64_t span)
{
    double time = span > 0 ? (double)span : 1;
    sample_take(p, "cpu use", (double)cpu / time);
    p->samples->wanted = (double)(cpu + kept) / time;
    record_metric(p, "cpu use", p->samples->value);
}

const struct sample *sample_find(const struct player *p, const char *name)
{
    const struct sample *s = p->samples;
    while (s && strcmp(s->name, name) != 0)
        s = s->next;
    return s;
}
