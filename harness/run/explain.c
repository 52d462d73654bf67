/* SPDX-License-Identifier: MIT */
/* One more play, and its findings in words behind the evidence that is there. */
#include "run/explain.h"

#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "run/audit.h"
#include "run/locate.h"

#define PLAY_WITHIN (120 * CLOCK_S)

enum { STEPS_SHOWN = 20, STACKS_SHOWN = 3 };

static bool is_missed(const struct check_result *c)
{
    return c->verdict == VERDICT_FAIL || c->verdict == VERDICT_WARN;
}

static bool is_of_memory(const struct check_result *c)
{
    return is_missed(c) && strcmp(c->text, implicit_text(IMPLICIT_LEAKS)) == 0;
}

static bool is_of_descriptors(const struct check_result *c)
{
    return is_missed(c) && (strcmp(c->text, implicit_text(IMPLICIT_DESCRIPTORS)) == 0 ||
                            strncmp(c->text, "fds leaked ", 11) == 0);
}

/* The innermost frame that is not the allocator's own, without its `at` or `by`. */
static const char *place_of(const char *stack, struct arena *a)
{
    for (const char *line = stack; *line;) {
        size_t length = strcspn(line, "\n");
        const char *text = arena_copy(a, line, length);
        if (!strstr(text, "(in vgpreload") && !strstr(text, "(vg_replace_malloc.c"))
            return length > 3 ? text + 3 : text;
        line += length + (line[length] == '\n');
    }
    return "a stack that is not known";
}

/* The losses of `first` and of all later ones of the same step and place, as one. */
static const char *loss_text(const struct locate *l, size_t first, struct arena *a)
{
    const struct locate_loss *loss = &l->losses[first];
    const char *place = place_of(loss->record->stack, a);
    unsigned long long bytes = 0, blocks = 0;
    for (size_t i = 0; i < l->loss_count; i++) {
        const struct locate_loss *other = &l->losses[i];
        if (other->number != loss->number || strcmp(place_of(other->record->stack, a), place) != 0)
            continue;
        if (i < first)
            return NULL; /* it was told there */
        bytes += other->record->bytes;
        blocks += other->record->blocks;
    }
    return arena_text(a, "after step %u (%s): +%llu B in %llu block%s, %s", loss->number,
                      loss->title, bytes, blocks, blocks == 1 ? "" : "s", place);
}

static const char *losses_text(const struct locate *l, const char *evidence, struct arena *a)
{
    const char *text = "step by step, played once more and asked through vgdb:";
    unsigned shown = 0;
    for (size_t i = 0; i < l->loss_count && shown < STEPS_SHOWN; i++) {
        const char *line = NULL;
        if (strstr(evidence, l->losses[i].record->stack)) /* else it is none that grows */
            line = loss_text(l, i, a);
        if (line)
            text = arena_text(a, "%s\n%s", text, line);
        shown += line != NULL;
    }
    if (l->trouble)
        return arena_text(a, "%s\n%s: %s", text,
                          shown ? "no further step is known" : "which step loses it is not known",
                          l->trouble);
    return shown ? text
                 : arena_text(a,
                              "%s\nno step: it is lost as the candidate ends, or in a process "
                              "that could not be asked",
                              text);
}

static unsigned opened_there(const struct locate *l, const char *stack)
{
    unsigned count = 0;
    for (size_t i = 0; i < l->suspect_count; i++) {
        const struct valgrind_record *r = locate_opening(l, i);
        count += r && strcmp(r->stack, stack) == 0;
    }
    return count;
}

static bool is_told(const struct locate *l, size_t before, const char *stack)
{
    for (size_t i = 0; i < before; i++) {
        const struct valgrind_record *r = locate_opening(l, i);
        if (r && strcmp(r->stack, stack) == 0)
            return true;
    }
    return false;
}

static const char *openings_text(const struct locate *l, struct arena *a)
{
    const char *text = "who opened them, played once more under valgrind:";
    unsigned shown = 0;
    for (size_t i = 0; i < l->suspect_count && shown < STACKS_SHOWN; i++) {
        const struct valgrind_record *r = locate_opening(l, i);
        if (!r || is_told(l, i, r->stack))
            continue;
        text = arena_text(a, "%s\n%u of %zu were opened\n%s", text, opened_there(l, r->stack),
                          l->suspect_count, r->stack);
        shown++;
    }
    if (shown)
        return text;
    if (l->suspect_count == 0)
        return arena_text(a, "%s\nnone stayed open this time", text);
    return arena_text(a, "%s\nnot known: %s", text,
                      l->trouble ? l->trouble : "they were inherited, or opened out of its sight");
}

static void add(struct check_result *c, const char *text, struct arena *a)
{
    c->evidence = c->evidence ? arena_text(a, "%s\n%s", c->evidence, text) : text;
}

static struct locate *play_once_more(const struct take *t)
{
    struct scenario_result scratch = {.id = t->result->id};
    struct take again = *t;
    again.case_results = NULL;
    int64_t deadline = clock_now() + PLAY_WITHIN;
    again.locate = arena_zero(t->arena, 1, sizeof *again.locate);
    again.result = &scratch;
    again.deadline = deadline < t->deadline ? deadline : t->deadline;
    take_play(&again);
    if (!again.started)
        again.locate->trouble = "the candidate did not become ready under valgrind's vgdb";
    return again.locate;
}

void explain(const struct take *t)
{
    struct scenario_result *r = t->result;
    const struct locate *l = NULL;
    for (size_t i = 0; i < r->check_count && !interrupt_signal(); i++) {
        struct check_result *c = &r->checks[i];
        if (!is_of_memory(c) && !is_of_descriptors(c))
            continue;
        if (!l)
            l = play_once_more(t);
        add(c,
            is_of_memory(c) ? losses_text(l, c->evidence ? c->evidence : "", t->arena)
                            : openings_text(l, t->arena),
            t->arena);
    }
}
