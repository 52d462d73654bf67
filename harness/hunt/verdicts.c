/* SPDX-License-Identifier: MIT */
/* The heaviest first: who has crashed is not asked whether it leaks. A finding is narrowed down
 * when its like comes up first; later ones are counted.
 */
#include "hunt/verdicts.h"

#include <string.h>

#include "base/interrupt.h"
#include "hunt/narrow.h"

#define DEATH_SHOWS (300 * CLOCK_MS) /* where connections were refused */
#define DEAF_AFTER  (5 * CLOCK_S)

/* In the place of an exit status, which is below 256. */
enum { CREW_FELL = 256 };

enum { PATIENT_MOST = 32, TRIES_MOST = 2, RESTS_MAX = 64 };

const char *const hunt_kind_names[HUNT_KIND_COUNT] = {
    [HUNT_CRASH] = "crash",
    [HUNT_DEAF] = "deaf",
    [HUNT_SANITIZER] = "sanitizer",
    [HUNT_HUNG] = "hung",
    [HUNT_MALFORMED] = "malformed",
    [HUNT_TOO_MANY] = "too-many",
    [HUNT_DESCRIPTORS] = "descriptors",
    [HUNT_MEMORY] = "memory",
};

/* What was noticed, before it is a finding. */
struct notice {
    enum hunt_kind kind;
    uint64_t detail; /* alike notices have the same */
    bool certain;    /* even if it does not show again */
    const char *sentence, *evidence;
};

/* --- the mark ------------------------------------------------------------------------------- */

void verdicts_mark(struct watch *w)
{
    if (w->marked)
        leaks_forget(&w->mark);
    leaks_mark(&w->life, &w->mark);
    w->marked = true;
}

void verdicts_release(struct watch *w)
{
    if (w->marked)
        leaks_forget(&w->mark);
    w->marked = false;
    life_end(&w->life);
}

static bool begin_anew(struct watch *w)
{
    w->result->starts++;
    if (!life_renew(&w->life)) {
        w->result->gave_up = interrupt_signal() ? NULL : "the server could not be started again";
        return false;
    }
    verdicts_mark(w);
    return true;
}

/* --- findings ------------------------------------------------------------------------------- */

static struct hunt_finding *find_alike(struct watch *w, enum hunt_kind kind, uint64_t key)
{
    for (size_t i = 0; i < w->result->count; i++) {
        struct hunt_finding *f = &w->result->findings[i];
        if (f->kind == kind && f->key == key)
            return f;
    }
    return NULL;
}

static struct hunt_finding *finding_for(struct watch *w, const struct notice *n)
{
    struct hunt_finding *f = find_alike(w, n->kind, n->detail);
    if (!f && w->result->count < HUNT_FINDINGS_MAX) {
        f = &w->result->findings[w->result->count++];
        *f = (struct hunt_finding){.kind = n->kind, .key = n->detail};
    }
    return f;
}

/* What is kept because it was sent to be kept is no leak. */
static bool is_state(const struct watch *w, const struct hunt_finding *f)
{
    static const char *const keepers[] = {"POST ", "PUT ", "PATCH "};
    const struct shots_order order = {
        .to = &w->life.ground.server, .silence = CLOCK_S, .at_once = 1};
    struct look look;
    bool keeps = false;
    for (size_t i = 0; i < sizeof keepers / sizeof *keepers; i++)
        keeps |= memmem(f->inputs[0].octets, f->inputs[0].length, keepers[i], strlen(keepers[i])) !=
                 NULL;
    if (!keeps || !w->life.begun)
        return false;
    shots_fire(&order, f->inputs, 1, &look);
    return look.status >= 200 && look.status < 300;
}

static const char *doubt_about(const struct watch *w, const struct hunt_finding *f,
                               const struct notice *n)
{
    if (!f->repeated && interrupt_signal() && !n->certain)
        return "it could not be tried again before the end";
    if (!f->repeated && !n->certain)
        return "it did not show again on a fresh process";
    if (f->kind == HUNT_MEMORY && f->count > 1)
        return "no single input of these makes it grow";
    if (f->kind == HUNT_MEMORY && is_state(w, f))
        return "it keeps what it was sent to keep";
    return NULL;
}

/* Returns false if the server could not be started again. */
static bool report(struct watch *w, const struct notice *n, const struct span *inputs, size_t count)
{
    struct hunt_finding *f = finding_for(w, n);
    bool anew = f && (f->seen == 0 || (f->doubt && f->seen < TRIES_MOST));
    if (f)
        f->seen++;
    if (anew) {
        f->sentence = n->sentence;
        f->evidence = n->evidence ? n->evidence : "";
        w->result->starts += narrow(&w->life, f, inputs, count, w->arena);
        f->doubt = doubt_about(w, f, n);
    }
    return begin_anew(w);
}

/* Whether there is anything left to find out. */
static bool is_settled(struct watch *w, enum hunt_kind kind, uint64_t detail)
{
    const struct hunt_finding *f = find_alike(w, kind, detail);
    return f && (!f->doubt || f->seen >= TRIES_MOST);
}

/* --- the oracles, each: true if it had something to say ------------------------------------- */

static bool any_refused(const struct batch *b)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->looks[i].end == LOOK_REFUSED)
            return true;
    }
    return false;
}

static bool judge_crash(struct watch *w, const struct batch *b, bool *alive)
{
    int64_t until = any_refused(b) ? clock_now() + DEATH_SHOWS : 0;
    enum life_state state = life_look(&w->life, until);
    if (state == LIFE_WELL)
        return false;
    uint64_t code = state == LIFE_FALLEN ? CREW_FELL : (uint64_t)w->life.candidate.exit_code;
    const struct notice n = {.kind = HUNT_CRASH,
                             .detail = code,
                             .certain = state == LIFE_ENDED,
                             .sentence = life_end_text(&w->life, state, w->arena),
                             .evidence = life_last_words(&w->life, w->arena)};
    *alive = report(w, &n, b->inputs, b->count);
    return true;
}

static bool judge_report(struct watch *w, const struct batch *b, bool *alive)
{
    if (!life_reports(&w->life))
        return false;
    const struct notice n = {.kind = HUNT_SANITIZER,
                             .certain = true,
                             .sentence = "the sanitizer that the server was built with reports a "
                                         "defect on stderr",
                             .evidence = life_last_words(&w->life, w->arena)};
    *alive = report(w, &n, b->inputs, b->count);
    return true;
}

static bool judge_deaf(struct watch *w, const struct batch *b, bool *alive)
{
    if (life_answers(&w->life, DEAF_AFTER) || interrupt_signal())
        return false;
    if (judge_crash(w, b, alive))
        return true;
    const struct notice n = {.kind = HUNT_DEAF,
                             .sentence =
                                 arena_text(w->arena, "GET %s is not answered with %d any more",
                                            w->life.order->target, w->life.order->status),
                             .evidence = life_last_words(&w->life, w->arena)};
    *alive = report(w, &n, b->inputs, b->count);
    return true;
}

static size_t find_mute(const struct batch *b, struct span suspects[PATIENT_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < b->count && count < PATIENT_MOST; i++) {
        if (look_is_mute(&b->looks[i]))
            suspects[count++] = b->inputs[i];
    }
    return count;
}

/* Who seems to hang is asked again, with patience, all of them at once. */
static bool judge_hung(struct watch *w, const struct batch *b, bool *alive)
{
    struct span suspects[PATIENT_MOST] = {{.length = 0}};
    struct look looks[PATIENT_MOST];
    size_t count = is_settled(w, HUNT_HUNG, 0) ? 0 : find_mute(b, suspects);
    const struct shots_order order = {
        .to = &w->life.ground.server, .silence = TRIAL_PATIENCE, .at_once = PATIENT_MOST};
    const struct notice n = {
        .kind = HUNT_HUNG,
        .sentence = "a connection gets neither an answer nor an end, though its client has ended"};
    shots_fire(&order, suspects, count, looks);
    for (size_t i = 0; i < count && !interrupt_signal(); i++) {
        if (!look_is_mute(&looks[i]))
            continue;
        *alive = report(w, &n, &suspects[i], 1);
        return true;
    }
    return false;
}

static uint64_t detail_of(const char *problem)
{
    uint64_t detail = 0;
    for (; *problem; problem++)
        detail =
            *problem >= '0' && *problem <= '9' ? detail : detail * 31 + (unsigned char)*problem;
    return detail;
}

static bool judge_answers(struct watch *w, const struct batch *b, bool *alive)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct look *l = &b->looks[i];
        enum hunt_kind kind = l->malformed ? HUNT_MALFORMED : HUNT_TOO_MANY;
        uint64_t detail = l->malformed ? detail_of(l->problem) : 0;
        if ((!l->malformed && !l->too_many) || is_settled(w, kind, detail))
            continue;
        const struct notice n = {.kind = kind,
                                 .detail = detail,
                                 .sentence = arena_copy(w->arena, l->problem, strlen(l->problem))};
        *alive = report(w, &n, &b->inputs[i], 1);
        return true;
    }
    return false;
}

/* A pool would be asked about for ever, and so would connections that linger. */
static bool may_ask(struct watch *w, enum hunt_kind kind)
{
    if (is_settled(w, kind, 0))
        return false;
    if (w->rests[kind].left == 0)
        return true;
    w->rests[kind].left--;
    return false;
}

static void rest(struct watch *w, enum hunt_kind kind)
{
    struct rest *r = &w->rests[kind];
    r->length = r->length ? r->length * 2 : 1;
    r->length = r->length < RESTS_MAX ? r->length : RESTS_MAX;
    r->left = r->length;
}

/* Connections that were left open hold memory, too, as long as they linger: they are asked about as
 * descriptors alone. */
static size_t choose(const struct batch *b, enum hunt_kind kind, struct span *chosen)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (kind != HUNT_MEMORY || b->looks[i].end != LOOK_SILENT)
            chosen[count++] = b->inputs[i];
    }
    return count;
}

static bool ask_for_leak(struct watch *w, const struct span *inputs, size_t count,
                         enum hunt_kind kind, bool *alive)
{
    static const char *const sentences[HUNT_KIND_COUNT] = {
        [HUNT_DESCRIPTORS] = "each time it is played, more descriptors stay open",
        [HUNT_MEMORY] = "each time it is played, more memory is kept"};
    const char *evidence = "";
    struct trial again = {
        .life = &w->life, .kind = kind, .deadline = INT64_MAX, .patience = TRIAL_PATIENCE};
    rest(w, kind);
    if (count == 0 || !leaks_again(&again, inputs, count, &evidence, w->arena)) {
        verdicts_mark(w);
        return false;
    }
    const struct notice n = {.kind = kind, .sentence = sentences[kind], .evidence = evidence};
    *alive = report(w, &n, inputs, count);
    return true;
}

static bool judge_leak(struct watch *w, const struct batch *b, enum hunt_kind kind, bool *alive)
{
    const struct trial in_haste = {.life = &w->life, .kind = kind};
    if (!may_ask(w, kind) || !leaks_suspect(&in_haste, &w->mark))
        return false;
    struct span *chosen = memory_get(b->count * sizeof *chosen);
    bool leaks = ask_for_leak(w, chosen, choose(b, kind, chosen), kind, alive);
    memory_drop(chosen);
    return leaks;
}

bool verdicts_judge(struct watch *w, const struct batch *b)
{
    bool alive = true;
    (void)(judge_crash(w, b, &alive) || judge_report(w, b, &alive) || judge_deaf(w, b, &alive) ||
           judge_hung(w, b, &alive) || judge_answers(w, b, &alive) ||
           judge_leak(w, b, HUNT_DESCRIPTORS, &alive) || judge_leak(w, b, HUNT_MEMORY, &alive));
    return alive;
}
