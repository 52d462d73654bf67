/* SPDX-License-Identifier: MIT */
/* Looks up waivers and words them. */
#include "run/waive.h"

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

const char *const *waive_sentences(const struct profile *p, size_t *count, struct arena *a)
{
    static const char *const kinds[] = {[WAIVE_CAPABILITY] = "capability",
                                        [WAIVE_SCENARIO] = "scenario",
                                        [WAIVE_STEP] = "step",
                                        [WAIVE_CHECK] = "check"};
    const char **sentences = arena_zero(a, p->waiver_count + 1, sizeof *sentences);
    for (size_t i = 0; i < p->waiver_count; i++) {
        const struct waiver *w = &p->waivers[i];
        sentences[i] = arena_text(a, "%s %s: %s", kinds[w->kind], w->name, w->reason);
    }
    *count = p->waiver_count;
    return sentences;
}
