/* SPDX-License-Identifier: MIT */
/* One function per table. Prints nothing.
 */
#include "scenario/glossary.h"

#include <string.h>

#include "scenario/capabilities.h"
#include "scenario/check_parts.h"
#include "scenario/implicit.h"
#include "scenario/metrics.h"
#include "scenario/outcome.h"
#include "scenario/quantity.h"
#include "scenario/shapes.h"
#include "scenario/steps.h"

static const char *const headings[TERM_KINDS] = {
    [TERM_SUBJECT] = "Subjects of check lines",
    [TERM_METRIC] = "Metrics",
    [TERM_OPERATOR] = "Operators of check lines",
    [TERM_STATE] = "States, behind the operator `is`",
    [TERM_UNIT] = "Units",
    [TERM_OUTCOME] = "Outcomes of raw cases",
    [TERM_CAPABILITY] = "Capabilities",
    [TERM_IMPLICIT] = "Checks that nobody has to write",
};

struct list {
    struct arena *arena;
    struct term *terms;
    size_t count, room;
};

static void add(struct list *l, struct term term)
{
    if (!term.heading)
        term.heading = headings[term.kind];
    if (l->count == l->room)
        l->terms = arena_grow(l->arena, l->terms, l->count, &l->room, sizeof *l->terms);
    l->terms[l->count++] = term;
}

/* "request, raw": the actions of a mask. */
static const char *actions_of(unsigned mask, struct arena *a)
{
    const char *text = "";
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (mask & 1u << action)
            text = arena_text(a, "%s%s%s", text, *text ? ", " : "",
                              word_of_action((enum action)action));
    }
    return text;
}

/* --- words ---------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The same word with the same meaning in another mapping, or NULL. */
static struct term *twin(const struct list *l, const struct term *term)
{
    for (size_t i = 0; i < l->count; i++) {
        struct term *t = &l->terms[i];
        if (same(t->name, term->name) && same(t->about, term->about) &&
            same(t->takes, term->takes) && same(t->otherwise, term->otherwise) &&
            t->compulsory == term->compulsory && same(t->goes_with, term->goes_with))
            return t;
    }
    return NULL;
}

static const char *article(const struct word *word)
{
    if (word->is_action)
        return "an action of";
    return word->place == PLACE_STEP ? "a modifier of" : "a word of";
}

static void add_word(struct list *l, const struct word *word)
{
    const char *place = word_place_name(word->place);
    struct term term = {
        .kind = TERM_WORD,
        .heading = arena_text(l->arena, "Words of %s", place),
        .name = word->name,
        .where = arena_text(l->arena, "%s %s", article(word), place),
        .about = word->about,
        .takes = shape_describe(word, l->arena),
        .otherwise = word->otherwise,
        .goes_with = word->actions == ACTIONS_ALL ? "every action"
                     : word->actions              ? actions_of(word->actions, l->arena)
                                                  : NULL,
        .compulsory = word->compulsory,
        .example = word->example,
    };
    struct term *before = twin(l, &term);
    if (before)
        before->where = arena_text(l->arena, "%s, of %s", before->where, place);
    else
        add(l, term);
}

/* By place, so that the words of a mapping stand together wherever their rows are. */
static void add_words(struct list *l)
{
    for (int place = 0; place < PLACE_COUNT; place++) {
        for (int id = 0; id < WORD_COUNT; id++) {
            if ((int)word_row((enum word_id)id)->place == place)
                add_word(l, word_row((enum word_id)id));
        }
    }
}

/* --- check lines ---------------------------------------------------------------------------- */

static const char *operators_of(unsigned mask, struct arena *a)
{
    const char *text = "";
    for (int op = 0; op < OP_COUNT; op++) {
        if (mask & 1u << op)
            text = arena_text(a, "%s%s%s", text, *text ? " " : "",
                              check_operator_word((enum check_operator)op));
    }
    return text;
}

static const char *states_of(unsigned mask, struct arena *a)
{
    const char *text = "";
    size_t count;
    const struct state_row *rows = check_states(&count);
    for (size_t i = 0; i < count; i++) {
        if (mask & 1u << rows[i].state)
            text = arena_text(a, "%s%s %s", text, *text ? "," : "; `is` with", rows[i].word);
    }
    return text;
}

static void add_subject(struct list *l, enum subject_kind kind)
{
    static const char *const arguments[] = {[ARGUMENT_NONE] = "",
                                            [ARGUMENT_FIELD] = "the name of a field; ",
                                            [ARGUMENT_STUB] = "the name of a stub; ",
                                            [ARGUMENT_PROGRAM] = "a jq program; "};
    const struct subject_row *row = check_row(kind);
    add(l,
        (struct term){
            .kind = TERM_SUBJECT,
            .name = row->word,
            .where = arena_text(l->arena, "a subject of check lines, at %s", subject_where(kind)),
            .about = row->about,
            .takes = arena_text(l->arena, "%s%s%s", arguments[row->argument],
                                operators_of(row->operators, l->arena),
                                states_of(row->states, l->arena)),
            .example = row->example,
        });
}

static void add_metric(struct list *l, const struct metric *m)
{
    const char *unit = m->unit == UNIT_NONE ? "a number" : unit_word(m->unit);
    const char *place = m->actions & 1u << ACTION_WAIT
                            ? arena_text(l->arena, "wait: %s", wait_for_names[m->wait_for])
                            : actions_of(m->actions, l->arena);
    add(l,
        (struct term){
            .kind = TERM_METRIC,
            .name = m->name,
            .where = arena_text(l->arena, "a metric of %s", place),
            .about = m->explanation,
            .takes = arena_text(l->arena, "%s; in %s",
                                operators_of(check_row(SUBJECT_METRIC)->operators, l->arena), unit),
            .example = m->example,
        });
}

static void add_subjects(struct list *l)
{
    size_t count;
    const struct metric *rows = metrics(&count);
    for (int kind = 0; kind < SUBJECT_METRIC; kind++)
        add_subject(l, (enum subject_kind)kind);
    for (size_t i = 0; i < count; i++)
        add_metric(l, &rows[i]);
}

static void add_operators(struct list *l)
{
    size_t count;
    const struct state_row *states = check_states(&count);
    for (int op = 0; op < OP_COUNT; op++) {
        struct term term = {.kind = TERM_OPERATOR,
                            .name = check_operator_word((enum check_operator)op),
                            .where = "an operator of check lines"};
        term.about = check_operator_about((enum check_operator)op, &term.example);
        add(l, term);
    }
    for (size_t i = 0; i < count; i++)
        add(l, (struct term){.kind = TERM_STATE,
                             .name = states[i].word,
                             .where = "a state, behind `is` in a check line",
                             .about = states[i].about,
                             .example = states[i].example});
}

static void add_units(struct list *l)
{
    for (int unit = UNIT_NONE + 1; unit < UNIT_COUNT; unit++)
        add(l, (struct term){.kind = TERM_UNIT,
                             .name = unit_word((enum check_unit)unit),
                             .where = "a unit of check lines and durations",
                             .about = unit_about((enum check_unit)unit)});
}

/* --- the rest --------------------------------------------------------------------------------- */

static void add_outcomes(struct list *l)
{
    for (const char *const *word = outcome_words(); *word; word++)
        add(l, (struct term){.kind = TERM_OUTCOME,
                             .name = *word,
                             .where = "an outcome of a raw case",
                             .about = outcome_about(*word),
                             .example = arena_text(l->arena, "outcome: %s", *word)});
}

static void add_capabilities(struct list *l)
{
    size_t count;
    const struct capability *rows = capabilities(&count);
    for (size_t i = 0; i < count; i++)
        add(l, (struct term){
                   .kind = TERM_CAPABILITY,
                   .name = rows[i].name,
                   .where = rows[i].in_contract
                                ? "a capability of the acceptance contract, which is required"
                                : "an extra capability, judged if a candidate file offers it",
                   .about = rows[i].explanation,
                   .example = arena_text(l->arena, "needs: [%s]", rows[i].name),
               });
}

static void add_implicit(struct list *l)
{
    for (int check = 0; check < IMPLICIT_COUNT; check++) {
        const char *text = implicit_text((enum implicit_check)check);
        add(l, (struct term){.kind = TERM_IMPLICIT,
                             .name = text,
                             .where = implicit_where((enum implicit_check)check),
                             .about = implicit_about((enum implicit_check)check),
                             .example =
                                 arena_text(l->arena, "waives: [{check: %s, reason: ...}]", text)});
    }
}

const struct term *glossary(struct arena *a, size_t *count)
{
    struct list l = {.arena = a, .terms = arena_zero(a, 1, sizeof *l.terms), .room = 1};
    add_words(&l);
    add_subjects(&l);
    add_operators(&l);
    add_units(&l);
    add_outcomes(&l);
    add_capabilities(&l);
    add_implicit(&l);
    *count = l.count;
    return l.terms;
}
