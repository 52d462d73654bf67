/* SPDX-License-Identifier: MIT */
/* Each requirement looks for itself in the `covers` of every scenario. */
#include "run/cover.h"

#include <string.h>

static bool covers(const struct scenario_result *s, const char *id)
{
    for (size_t i = 0; i < s->cover_count; i++) {
        if (strcmp(s->covers[i], id) == 0)
            return true;
    }
    return false;
}

/* A pass that is no evidence, because it was not all that the requirement asks for. A miss is one
 * all the same, of whoever answered at all. */
static bool shows_nothing(const struct run_result *run, const struct scenario_result *s,
                          enum requirement_kind kind)
{
    bool unseen =
        run->url && (kind == REQUIREMENT_START || (kind == REQUIREMENT_PROCESS && run->pid == 0));
    return s->verdict == VERDICT_SKIP || (s->reach == REACH_NOTHING && kind != REQUIREMENT_START) ||
           (s->verdict <= VERDICT_WARN && (unseen || s->reach != REACH_WHOLE));
}

static void judge_one(const struct run_result *run, struct requirement_result *q,
                      enum requirement_kind kind, struct arena *a)
{
    q->scenarios = arena_zero(a, run->scenario_count + 1, sizeof *q->scenarios);
    for (size_t i = 0; i < run->scenario_count; i++) {
        const struct scenario_result *s = &run->scenarios[i];
        if (!covers(s, q->id) || shows_nothing(run, s, kind))
            continue;
        q->scenarios[q->scenario_count++] = s->id;
        q->verdict = verdict_heavier(q->verdict, s->verdict);
    }
    if (q->coverage == NOT_COVERED && q->verdict != VERDICT_SKIP)
        q->coverage = COVERED;
}

void cover_requirements(const struct run_plan *plan, struct run_result *result, struct arena *a)
{
    const struct requirement_list *all = plan->requirements;
    result->requirements = arena_zero(a, all->count + 1, sizeof *result->requirements);
    for (size_t i = 0; i < all->count; i++) {
        struct requirement_result *q = &result->requirements[result->requirement_count++];
        *q = (struct requirement_result){
            .id = all->items[i].id,
            .title = all->items[i].title,
            .coverage = all->items[i].kind == REQUIREMENT_PROJECT ? JUDGED_ELSEWHERE : NOT_COVERED,
            .verdict = VERDICT_SKIP};
        judge_one(result, q, all->items[i].kind, a);
    }
}
