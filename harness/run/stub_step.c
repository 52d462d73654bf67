/* SPDX-License-Identifier: MIT */
/* Stubs of a scenario: opened before the candidate starts, told what to do by `stub:` steps, asked
 * afterwards who was called when.
 */
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "oracle/judge.h"
#include "run/player.h"

/* "back-end" is ASSAY_STUB_BACK_END. */
static const char *setting(const char *name, int port, struct arena *a)
{
    char *upper = arena_copy(a, name, strlen(name));
    for (char *c = upper; *c; c++) {
        if (*c == '-')
            *c = '_';
        else
            *c = (char)toupper((unsigned char)*c);
    }
    return arena_text(a, "ASSAY_STUB_%s=http://127.0.0.1:%d", upper, port);
}

struct stubs *stub_start(const struct scenario *s, const char *const **environment, struct arena *a,
                         struct failure *why)
{
    struct stubs *stubs = stubs_open(s->stub_count, why);
    const char **settings = arena_zero(a, s->stub_count + 1, sizeof *settings);
    for (size_t i = 0; stubs && i < s->stub_count; i++) {
        settings[i] = setting(s->stubs[i].name, stubs_port(stubs, i), a);
        stubs_behave(stubs, i, &s->stubs[i].usual);
    }
    *environment = settings;
    return stubs;
}

void play_stub(struct player *p, const struct step *s)
{
    for (size_t i = 0; i < p->scenario->stub_count; i++)
        stubs_behave(p->stubs, i, &s->stubs[i]);
    stubs_forget(p->stubs);
}

/* --- who was called when ---------------------------------------------------------------------- */

/* The calls of one stub among all that are kept. */
struct calls {
    const char *name;
    const struct stub_call *all;
    size_t kept;
    unsigned stub;
};

static struct calls calls_of(const struct player *p, const char *name, const struct stub_call *all,
                             size_t kept)
{
    unsigned i = 0;
    while (strcmp(p->scenario->stubs[i].name, name) != 0)
        i++;
    return (struct calls){.name = name, .all = all, .kept = kept, .stub = i};
}

/* One that is under way has not ended yet. */
static int64_t end_of(const struct stub_call *call)
{
    return call->ended ? call->ended : INT64_MAX;
}

/* The first call of this stub from `from` on, or NULL. */
static const struct stub_call *next(const struct calls *c, const struct stub_call *from)
{
    for (const struct stub_call *i = from; i < c->all + c->kept; i++) {
        if (i->stub == c->stub)
            return i;
    }
    return NULL;
}

static size_t count(const struct calls *c, size_t *cancelled)
{
    size_t n = 0;
    *cancelled = 0;
    for (const struct stub_call *i = next(c, c->all); i; i = next(c, i + 1)) {
        n++;
        *cancelled += i->cancelled;
    }
    return n;
}

static bool is_before(const struct calls *a, const struct calls *b)
{
    const struct stub_call *first = next(b, b->all), *i = next(a, a->all);
    bool before = i && first;
    for (; i && before; i = next(a, i + 1))
        before = end_of(i) <= first->begun;
    return before;
}

static bool overlap(const struct calls *a, const struct calls *b)
{
    for (const struct stub_call *i = next(a, a->all); i; i = next(a, i + 1)) {
        for (const struct stub_call *k = next(b, b->all); k; k = next(b, k + 1)) {
            if (i->begun < end_of(k) && k->begun < end_of(i))
                return true;
        }
    }
    return false;
}

/* "auth 0.0 to 40.2 ms": from the first call of all. */
static const char *span_text(const struct calls *c, struct arena *arena)
{
    const struct stub_call *first = next(c, c->all);
    int64_t end = 0;
    if (!first)
        return arena_text(arena, "%s never", c->name);
    for (const struct stub_call *i = first; i; i = next(c, i + 1))
        end = end_of(i) > end ? end_of(i) : end;
    double from = (double)(first->begun - c->all->begun) / 1e6;
    if (end == INT64_MAX)
        return arena_text(arena, "%s from %.1f ms on", c->name, from);
    return arena_text(arena, "%s %.1f to %.1f ms", c->name, from,
                      (double)(end - c->all->begun) / 1e6);
}

static struct measured relation(const struct check *c, const struct calls *a, const struct calls *b,
                                struct arena *arena)
{
    const char *text = arena_text(arena, "%s, %s", span_text(a, arena), span_text(b, arena));
    return (struct measured){.kind = MEASURED_TEXT,
                             .text = text,
                             .length = strlen(text),
                             .related = c->op == OP_BEFORE ? is_before(a, b) : overlap(a, b)};
}

static struct measured state(size_t calls, size_t cancelled, struct arena *a)
{
    const char *text = arena_text(a, "%zu of %zu calls cancelled", cancelled, calls);
    return (struct measured){.kind = MEASURED_STATE,
                             .text = text,
                             .length = strlen(text),
                             .state = calls && calls == cancelled ? STATE_CANCELLED : STATE_NONE};
}

struct measured stub_measure(struct player *p, const struct check *c, struct arena *a)
{
    static const char too_many[] = "more calls than are kept";
    struct stub_call *all = arena_zero(a, STUB_CALLS_MAX, sizeof *all);
    size_t total = stubs_calls(p->stubs, all, STUB_CALLS_MAX), cancelled;
    if (total > STUB_CALLS_MAX)
        return (struct measured){
            .kind = MEASURED_MISSED, .text = too_many, .length = sizeof too_many - 1};
    struct calls mine = calls_of(p, c->subject.argument, all, total);
    if (c->op == OP_BEFORE || c->op == OP_OVERLAPS) {
        struct calls theirs = calls_of(p, c->values[0].text, all, total);
        return relation(c, &mine, &theirs, a);
    }
    size_t calls = count(&mine, &cancelled);
    if (c->op == OP_IS)
        return state(calls, cancelled, a);
    return (struct measured){.kind = MEASURED_NUMBER, .number = (double)calls};
}
