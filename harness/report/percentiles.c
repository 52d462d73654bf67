/* SPDX-License-Identifier: MIT */
/* Five lines for each halving of what is left to 100 %, so that the tail has as many as the rest.
 */
#include "report/percentiles.h"

#include <math.h>

enum { LINES_PER_HALVING = 5 };

struct table {
    const struct load_bucket *buckets;
    size_t count;
};

struct summary {
    double total, mean, deviation, most; /* ms */
};

static double ms(uint64_t ns)
{
    return (double)ns / 1e6;
}

static struct summary summary_of(const struct table *t)
{
    struct summary s = {.total = 0};
    double squares = 0;
    for (size_t i = 0; i < t->count; i++) {
        double value = ms(t->buckets[i].most), count = (double)t->buckets[i].count;
        s.total += count;
        s.mean += value * count;
        squares += value * value * count;
        s.most = value;
    }
    s.mean = s.total > 0 ? s.mean / s.total : 0;
    double variance = s.total > 0 ? squares / s.total - s.mean * s.mean : 0;
    s.deviation = variance > 0 ? sqrt(variance) : 0;
    return s;
}

/* The next share to be shown. */
static double share_after(double share)
{
    double halvings = floor(log2(1 / (1 - share))) + 1;
    return share + 1 / (LINES_PER_HALVING * exp2(halvings));
}

static void put_line(FILE *out, double value, double share, double up_to)
{
    fprintf(out, "%12.3f %2.12f %10.0f", value, share, up_to);
    if (share < 1)
        fprintf(out, " %14.2f", 1 / (1 - share));
    fputc('\n', out);
}

/* The last bucket is always shown, as 100 %. */
static void put_lines(FILE *out, const struct table *t, double total)
{
    double share = 0, up_to = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct load_bucket *b = &t->buckets[i];
        up_to += (double)b->count;
        while (i + 1 < t->count && share * total <= up_to) {
            put_line(out, ms(b->most), share, up_to);
            share = share_after(share);
        }
    }
    if (t->count)
        put_line(out, ms(t->buckets[t->count - 1].most), 1, total);
}

static void put_table(FILE *out, const struct table *t)
{
    struct summary s = summary_of(t);
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
            "1/(1-Percentile)");
    put_lines(out, t, s.total);
    fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", s.mean, s.deviation);
    fprintf(out, "#[Max     = %12.3f, Total count    = %12.0f]\n\n", s.most, s.total);
}

static void put_load(FILE *out, const struct scenario_result *s, const struct load_figures *l)
{
    const struct {
        const char *name;
        struct table table;
    } kinds[] = {{"latency from the planned moment", {l->latency, l->latency_count}},
                 {"service time from sending", {l->service, l->service_count}}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].table.count == 0)
            continue;
        fprintf(out, "# %s, %s, step %u: %s, ms\n", s->id, s->mode, l->step_number, kinds[i].name);
        put_table(out, &kinds[i].table);
    }
}

void percentiles_write(FILE *out, const struct run_result *r)
{
    size_t loads = 0;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        for (size_t k = 0; k < s->load_count; k++)
            put_load(out, s, &s->loads[k]);
        loads += s->load_count;
    }
    if (loads == 0)
        fputs("# no load was played\n", out);
}
