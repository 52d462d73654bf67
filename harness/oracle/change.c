/* SPDX-License-Identifier: MIT */
/* Medians, ratios of pairs, and the null distribution of the Mann-Whitney statistic. Pure. */
#include "oracle/change.h"

enum { PAIRS_MAX = CHANGE_RUNS_MAX * CHANGE_RUNS_MAX };

static void sort(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

static double median(const double *sorted, size_t count)
{
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

/* How many orders of n and m figures give each value u of the statistic, 0 <= u <= nm: the
 * coefficients of the Gaussian binomial. Returns their sum. */
static double count_orders(size_t n, size_t m, double *orders)
{
    size_t last = n * m;
    double sum = 0;
    for (size_t u = 0; u <= last; u++)
        orders[u] = u == 0;
    for (size_t i = 1; i <= n; i++) {
        for (size_t u = last; u >= m + i; u--)
            orders[u] -= orders[u - (m + i)];
        for (size_t u = i; u <= last; u++)
            orders[u] += orders[u - i];
    }
    for (size_t u = 0; u <= last; u++)
        sum += orders[u];
    return sum;
}

/* How many pairs lie outside the interval at each end; 0 if there are too few for one. */
static size_t pairs_outside(size_t n, size_t m)
{
    static const double half = 0.025;
    double orders[PAIRS_MAX + 1] = {0};
    double sum = count_orders(n, m, orders), tail = 0;
    size_t k = 0;
    while ((tail += orders[k]) <= half * sum)
        k++;
    return k;
}

static bool is_constant(const struct figures *f)
{
    return f->values[0] == f->values[f->count - 1];
}

static double difference(const struct change *c, double old, double now)
{
    return c->relative ? now / old - 1 : now - old;
}

static enum change_kind direction(double low, double high)
{
    if (low > 0)
        return CHANGE_UP;
    return high < 0 ? CHANGE_DOWN : CHANGE_UNCLEAR;
}

static void judge_exactly(struct change *c, double grain)
{
    c->delta = difference(c, c->old, c->now);
    double least = c->relative ? grain : 0;
    bool same = c->delta >= -least && c->delta <= least;
    c->kind = same ? CHANGE_NONE : direction(c->delta, c->delta);
}

static void judge_pairs(struct change *c, const struct figures *old, const struct figures *now)
{
    double pairs[PAIRS_MAX] = {0};
    size_t count = 0;
    for (size_t i = 0; i < old->count; i++) {
        for (size_t j = 0; j < now->count; j++)
            pairs[count++] = difference(c, old->values[i], now->values[j]);
    }
    sort(pairs, count);
    c->delta = median(pairs, count);
    size_t outside = pairs_outside(old->count, now->count);
    c->has_interval = outside > 0;
    c->kind = CHANGE_UNKNOWN;
    if (!c->has_interval)
        return;
    c->low = pairs[outside - 1];
    c->high = pairs[count - outside];
    c->kind = direction(c->low, c->high);
}

struct change change_judge(struct figures *old, struct figures *now, bool exact, double grain)
{
    sort(old->values, old->count);
    sort(now->values, now->count);
    struct change c = {.old = median(old->values, old->count),
                       .now = median(now->values, now->count),
                       .relative = old->values[0] > 0 && now->values[0] > 0};
    bool repeats = old->count > 1 && now->count > 1 && is_constant(old) && is_constant(now);
    if (exact || repeats)
        judge_exactly(&c, exact ? grain : 0);
    else
        judge_pairs(&c, old, now);
    return c;
}
