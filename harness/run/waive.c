/* SPDX-License-Identifier: MIT */
/* Looks up waivers and words them. */
#include "run/waive.h"

#include <string.h>

static const char *reason(const struct profile *p, enum waiver_kind kind, const char *name,
                          struct arena *a)
{
    const struct waiver *w = profile_waiver(p, kind, name);
    return w ? arena_text(a, "waived: %s", w->reason) : NULL;
}

const char *waive_needs(const struct profile *p, const struct name_list *needs, struct arena *a)
{
    for (size_t i = 0; i < needs->count; i++) {
        const char *name = needs->items[i];
        if (profile_offers(p, name))
            continue;
        const char *waived = reason(p, WAIVE_CAPABILITY, name, a);
        return waived ? waived : arena_text(a, "the extra '%s' is not offered", name);
    }
    return NULL;
}

const char *waive_scenario(const struct profile *p, const char *id, struct arena *a)
{
    return reason(p, WAIVE_SCENARIO, id, a);
}

const char *waive_step(const struct profile *p, const char *name, struct arena *a)
{
    return reason(p, WAIVE_STEP, name, a);
}

const char *waive_check(const struct profile *p, const char *text, struct arena *a)
{
    return reason(p, WAIVE_CHECK, text, a);
}

static bool step_goes_by(const struct step *s, const struct waiver *w)
{
    bool found = w->kind == WAIVE_STEP && strcmp(s->name, w->name) == 0;
    for (size_t i = 0; i < s->check_count && !found && w->kind == WAIVE_CHECK; i++)
        found = strcmp(s->checks[i].text, w->name) == 0;
    for (size_t i = 0; i < s->step_count && !found; i++)
        found = step_goes_by(&s->steps[i], w);
    return found;
}

static bool scenario_goes_by(const struct scenario *s, const struct waiver *w)
{
    bool found = w->kind == WAIVE_SCENARIO && strcmp(s->id, w->name) == 0;
    for (size_t i = 0; i < s->case_count && !found; i++)
        found = w->kind == WAIVE_SCENARIO && strcmp(s->cases[i].id, w->name) == 0;
    for (size_t i = 0; i < s->step_count && !found; i++)
        found = step_goes_by(&s->steps[i], w);
    return found;
}

/* Checks that no file holds: those of every scenario. */
static bool result_goes_by(const struct scenario_result *r, const struct waiver *w)
{
    bool found = false;
    for (size_t i = 0; i < r->check_count && !found; i++)
        found = w->kind == WAIVE_CHECK && strcmp(r->checks[i].text, w->name) == 0;
    return found;
}

static bool is_known(const struct waiver *w, const struct run_plan *plan,
                     const struct run_result *r)
{
    bool found = w->kind == WAIVE_CAPABILITY; /* its name was looked up when the file was read */
    for (size_t i = 0; i < plan->scenarios->count && !found; i++)
        found = scenario_goes_by(&plan->scenarios->items[i], w);
    for (size_t i = 0; i < r->scenario_count && !found; i++)
        found = result_goes_by(&r->scenarios[i], w);
    return found;
}

void waive_describe(const struct run_plan *plan, struct run_result *result, struct arena *a)
{
    static const char *const kinds[] = {[WAIVE_CAPABILITY] = "capability",
                                        [WAIVE_SCENARIO] = "scenario",
                                        [WAIVE_STEP] = "step",
                                        [WAIVE_CHECK] = "check"};
    const struct profile *p = plan->subject.profile;
    const char **sentences = arena_zero(a, p->waiver_count + 1, sizeof *sentences);
    for (size_t i = 0; i < p->waiver_count; i++) {
        const struct waiver *w = &p->waivers[i];
        const char *doubt = is_known(w, plan, result) ? "" : " (nothing in this run goes by it)";
        sentences[i] = arena_text(a, "%s %s: %s%s", kinds[w->kind], w->name, w->reason, doubt);
    }
    result->waivers = sentences;
    result->waiver_count = p->waiver_count;
}
