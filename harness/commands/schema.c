/* SPDX-License-Identifier: MIT */
/* One definition for each mapping of the word table, written from top to bottom. What no table of
 * ours holds, such as which words exclude each other, is in the table of rules here.
 */
#include "commands/schema.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "commands/schema_run.h"
#include "data/json_pen.h"
#include "scenario/capabilities.h"
#include "scenario/glossary.h"
#include "scenario/outcome.h"
#include "scenario/shapes.h"

/* YAML reads 404 and true as a number and a truth, and assay as the texts that they are. */
#define ANY_SCALAR "[\"string\", \"number\", \"boolean\"]"

enum rule_kind { EXACTLY_ONE = 0, AT_MOST_ONE, ONLY_WITH };

enum { RULE_WORDS = 5 };

/* ONLY_WITH: all but the last go with the last alone. */
static const struct rule {
    enum word_place place;
    enum rule_kind kind;
    const char *words[RULE_WORDS];
} rules[] = {
    {PLACE_SCENARIO, EXACTLY_ONE, {"steps", "cases"}},
    {PLACE_SCENARIO, ONLY_WITH, {"rule", "level", "contested", "cases"}},
    {PLACE_STEP, AT_MOST_ONE, {"body", "json", "file"}},
    {PLACE_STEP, AT_MOST_ONE, {"drip", "cut"}},
    {PLACE_LOAD, EXACTLY_ONE, {"requests", "duration"}},
    {PLACE_LOAD, AT_MOST_ONE, {"body", "json"}},
    {PLACE_LOAD, EXACTLY_ONE, {"request", "mix"}},
    {PLACE_LOAD, ONLY_WITH, {"headers", "body", "json", "request"}},
    {PLACE_MIX, AT_MOST_ONE, {"body", "json"}},
    {PLACE_CHURN, AT_MOST_ONE, {"body", "json"}},
    {PLACE_SOAK, AT_MOST_ONE, {"body", "json"}},
    {PLACE_SOAK, AT_MOST_ONE, {"bound", "duration"}},
    {PLACE_STUB, AT_MOST_ONE, {"body", "json"}},
    {PLACE_CASE, EXACTLY_ONE, {"raw", "bytes"}},
    {PLACE_WAIVER, EXACTLY_ONE, {"capability", "scenario", "step", "check"}},
};

enum { RULES = sizeof rules / sizeof *rules };

/* A text under way, and where the texts that it is made of live. */
struct pen {
    struct json_pen json;
    struct arena *arena;
};

static void put_reference(struct pen *p, const char *name)
{
    json_pen_text(&p->json, "$ref", arena_text(p->arena, "#/definitions/%s", name));
}

/* A schema that only refers to another; `name` NULL: an item of a list. */
static void refer(struct pen *p, const char *name, const char *to)
{
    json_pen_open(&p->json, name, '{');
    put_reference(p, to);
    json_pen_close(&p->json, '}');
}

/* {"required": [NAME, NAME]} */
static void require(struct pen *p, const char *name, const char *first, const char *second)
{
    const char *words[] = {first, second, NULL};
    json_pen_open(&p->json, name, '{');
    json_pen_names(&p->json, "required", words);
    json_pen_close(&p->json, '}');
}

/* --- values ----------------------------------------------------------------------------------- */

static void put_capabilities(struct pen *p, enum word_shape shape)
{
    size_t count;
    const struct capability *rows = capabilities(&count);
    json_pen_open(&p->json, "enum", '[');
    for (size_t i = 0; i < count; i++) {
        if (shape == SHAPE_CAPABILITY || rows[i].in_contract == (shape == SHAPE_CONTRACT))
            json_pen_text(&p->json, NULL, rows[i].name);
    }
    json_pen_close(&p->json, ']');
}

static void put_count(struct pen *p, const struct word *word)
{
    json_pen_text(&p->json, "type", "integer");
    json_pen_raw(&p->json, "minimum", arena_text(p->arena, "%u", word->least));
    json_pen_raw(&p->json, "maximum", arena_text(p->arena, "%u", word->most));
}

static void put_text(struct pen *p, const char *pattern)
{
    json_pen_raw(&p->json, "type", pattern ? "\"string\"" : ANY_SCALAR);
    if (pattern)
        json_pen_text(&p->json, "pattern", pattern);
}

/* A number within these bounds, or a text of this shape. */
static void put_number_or_text(struct pen *p, enum word_shape shape, const char *least,
                               const char *most)
{
    json_pen_raw(&p->json, "type", "[\"string\", \"integer\"]");
    json_pen_text(&p->json, "pattern", shape_pattern(shape));
    json_pen_raw(&p->json, "minimum", least);
    if (most)
        json_pen_raw(&p->json, "maximum", most);
}

/* What one scalar of the word's shape must be, without the braces. */
static void put_scalar(struct pen *p, const struct word *word)
{
    assert(word->shape != SHAPE_NAME || word->names);
    switch (word->shape) {
    case SHAPE_VERSION: json_pen_raw(&p->json, "const", "1"); break;
    case SHAPE_COUNT: put_count(p, word); break;
    case SHAPE_TRUTH: json_pen_text(&p->json, "type", "boolean"); break;
    case SHAPE_NTH: put_number_or_text(p, word->shape, "1", NULL); break;
    case SHAPE_REPLY: put_number_or_text(p, word->shape, "200", "599"); break;
    case SHAPE_NAME: json_pen_names(&p->json, "enum", word->names); break;
    case SHAPE_CAPABILITY:
    case SHAPE_CONTRACT:
    case SHAPE_EXTRA: put_capabilities(p, word->shape); break;
    default: put_text(p, shape_pattern(word->shape)); break;
    }
}

static void put_items(struct pen *p, const struct word *word)
{
    json_pen_open(&p->json, "items", '{');
    put_scalar(p, word);
    json_pen_close(&p->json, '}');
}

static void put_duration(struct pen *p)
{
    json_pen_raw(&p->json, "type", "[\"string\", \"integer\"]");
    json_pen_text(&p->json, "pattern", shape_duration_pattern());
    json_pen_raw(&p->json, "maximum", "0");
}

/* The mapping that stands at a place is defined under the name of the word that holds it. */
static const char *definition_of(enum word_place place)
{
    bool whole = place == PLACE_SCENARIO || place == PLACE_CANDIDATE;
    for (int id = 0; id < WORD_COUNT && !whole; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->holds == place)
            return word->name;
    }
    return "file";
}

static void put_map(struct pen *p, const struct word *word)
{
    if (word->holds) {
        put_reference(p, definition_of(word->holds));
        return;
    }
    json_pen_text(&p->json, "type", "object");
    if (word->names) {
        json_pen_open(&p->json, "propertyNames", '{');
        json_pen_names(&p->json, "enum", word->names);
        json_pen_close(&p->json, '}');
    }
    json_pen_open(&p->json, "additionalProperties", '{');
    put_scalar(p, word);
    json_pen_close(&p->json, '}');
}

static void put_entries(struct pen *p, const struct word *word)
{
    json_pen_text(&p->json, "type", "object");
    json_pen_open(&p->json, "additionalProperties", '{');
    json_pen_open(&p->json, "anyOf", '[');
    json_pen_open(&p->json, NULL, '{');
    put_scalar(p, word);
    json_pen_close(&p->json, '}');
    refer(p, NULL, definition_of(word->holds));
    json_pen_close(&p->json, ']');
    json_pen_close(&p->json, '}');
}

static void put_list(struct pen *p, const struct word *word)
{
    json_pen_text(&p->json, "type", "array");
    if (word->compulsory || word->holds == PLACE_STEP || word->holds == PLACE_CASE)
        json_pen_raw(&p->json, "minItems", "1");
    refer(p, "items", definition_of(word->holds));
}

static void put_cut(struct pen *p)
{
    json_pen_open(&p->json, "anyOf", '[');
    json_pen_open(&p->json, NULL, '{');
    json_pen_text(&p->json, "const", "every place");
    json_pen_close(&p->json, '}');
    json_pen_open(&p->json, NULL, '{');
    json_pen_text(&p->json, "type", "array");
    json_pen_raw(&p->json, "minItems", "1");
    json_pen_raw(&p->json, "items", "{\"type\": \"integer\", \"minimum\": 1}");
    json_pen_close(&p->json, '}');
    json_pen_close(&p->json, ']');
}

/* A definition, or a list of what it defines. */
static void put_one_or_list(struct pen *p, const char *definition)
{
    json_pen_open(&p->json, "anyOf", '[');
    refer(p, NULL, definition);
    json_pen_open(&p->json, NULL, '{');
    json_pen_text(&p->json, "type", "array");
    json_pen_raw(&p->json, "minItems", "1");
    refer(p, "items", definition);
    json_pen_close(&p->json, '}');
    json_pen_close(&p->json, ']');
}

static void put_anything(struct pen *p, const struct word *word)
{
    if (word->shape == SHAPE_CUT)
        put_cut(p);
    else if (word->shape == SHAPE_OUTCOME)
        put_one_or_list(p, "outcome-term");
    else if (word->shape == SHAPE_COMMAND)
        put_one_or_list(p, "argument");
}

static void put_value(struct pen *p, const struct word *word)
{
    switch (word->value) {
    case TAKES_TEXT:
    case TAKES_CONTENT: put_scalar(p, word); break;
    case TAKES_DURATION: put_duration(p); break;
    case TAKES_NAMES:
        json_pen_text(&p->json, "type", "array");
        put_items(p, word);
        break;
    case TAKES_LIST: put_list(p, word); break;
    case TAKES_MAP: put_map(p, word); break;
    case TAKES_ENTRIES: put_entries(p, word); break;
    case TAKES_CHECKS: put_one_or_list(p, "check-line"); break;
    case TAKES_ANYTHING: put_anything(p, word); break;
    }
}

/* --- mappings --------------------------------------------------------------------------------- */

static void put_word(struct pen *p, const struct word *word)
{
    const char *usual =
        word->otherwise ? arena_text(p->arena, "\nWithout it: %s", word->otherwise) : "";
    const char *text = arena_text(p->arena, "%s%s\nExample: %s", word->about, usual, word->example);
    json_pen_open(&p->json, word->name, '{');
    json_pen_text(&p->json, "description", text);
    /* Draft-07 does not look at what stands beside a reference, and editors show it all the same.
     */
    put_value(p, word);
    json_pen_close(&p->json, '}');
}

static void put_required(struct pen *p, enum word_place place)
{
    const char *names[WORD_COUNT + 1];
    size_t count = 0;
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place == place && word->compulsory)
            names[count++] = word->name;
    }
    names[count] = NULL;
    if (count)
        json_pen_names(&p->json, "required", names);
}

/* `oneOf` requires exactly one action, `anyOf` one of those of a mask. */
static void put_actions(struct pen *p, const char *how, unsigned mask)
{
    json_pen_open(&p->json, how, '[');
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (mask & 1u << action)
            require(p, NULL, word_of_action((enum action)action), NULL);
    }
    json_pen_close(&p->json, ']');
}

static void put_modifiers(struct pen *p)
{
    json_pen_open(&p->json, "dependencies", '{');
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place != PLACE_STEP || word->is_action || word->actions == ACTIONS_ALL)
            continue;
        json_pen_open(&p->json, word->name, '{');
        put_actions(p, "anyOf", word->actions);
        json_pen_close(&p->json, '}');
    }
    json_pen_close(&p->json, '}');
}

static void put_exactly_one(struct pen *p, const struct rule *rule)
{
    json_pen_open(&p->json, NULL, '{');
    json_pen_open(&p->json, "oneOf", '[');
    for (size_t i = 0; rule->words[i]; i++)
        require(p, NULL, rule->words[i], NULL);
    json_pen_close(&p->json, ']');
    json_pen_close(&p->json, '}');
}

static void put_at_most_one(struct pen *p, const struct rule *rule)
{
    for (size_t i = 0; rule->words[i]; i++) {
        for (size_t k = i + 1; rule->words[k]; k++) {
            json_pen_open(&p->json, NULL, '{');
            require(p, "not", rule->words[i], rule->words[k]);
            json_pen_close(&p->json, '}');
        }
    }
}

static void put_only_with(struct pen *p, const struct rule *rule)
{
    size_t last = 0;
    while (rule->words[last + 1])
        last++;
    const char *one[] = {rule->words[last], NULL};
    json_pen_open(&p->json, NULL, '{');
    json_pen_open(&p->json, "dependencies", '{');
    for (size_t i = 0; i < last; i++)
        json_pen_names(&p->json, rule->words[i], one);
    json_pen_close(&p->json, '}');
    json_pen_close(&p->json, '}');
}

static void put_rules(struct pen *p, enum word_place place)
{
    static void (*const writers[])(struct pen * p, const struct rule *rule) = {
        [EXACTLY_ONE] = put_exactly_one,
        [AT_MOST_ONE] = put_at_most_one,
        [ONLY_WITH] = put_only_with,
    };
    size_t first = 0;
    while (first < RULES && rules[first].place != place)
        first++;
    if (first == RULES) /* an empty allOf is no schema */
        return;
    json_pen_open(&p->json, "allOf", '[');
    for (size_t i = first; i < RULES; i++) {
        if (rules[i].place == place)
            writers[rules[i].kind](p, &rules[i]);
    }
    json_pen_close(&p->json, ']');
}

static void put_place(struct pen *p, enum word_place place)
{
    json_pen_open(&p->json, definition_of(place), '{');
    json_pen_text(&p->json, "type", "object");
    json_pen_raw(&p->json, "additionalProperties", "false");
    put_required(p, place);
    put_rules(p, place);
    if (place == PLACE_STEP) {
        put_actions(p, "oneOf", ACTIONS_ALL);
        put_modifiers(p);
    }
    json_pen_open(&p->json, "properties", '{');
    for (int id = 0; id < WORD_COUNT; id++) {
        if (word_row((enum word_id)id)->place == place)
            put_word(p, word_row((enum word_id)id));
    }
    json_pen_close(&p->json, '}');
    json_pen_close(&p->json, '}');
}

/* --- check lines and outcomes ----------------------------------------------------------------- */

/* The names of a kind of term, as alternatives of a regular expression. */
static const char *alternatives(struct pen *p, enum term_kind a, enum term_kind b)
{
    const char *text = "";
    size_t count;
    const struct term *terms = glossary(p->arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (terms[i].kind == a || terms[i].kind == b)
            text = arena_text(p->arena, "%s%s%s", text, *text ? "|" : "", terms[i].name);
    }
    return text;
}

static void put_parts(struct pen *p)
{
    json_pen_open(&p->json, "check-line", '{');
    json_pen_raw(&p->json, "type", "[\"string\", \"integer\"]");
    json_pen_text(
        &p->json, "pattern",
        arena_text(p->arena, "^ *((%s) |[0-9]+ *$)", alternatives(p, TERM_SUBJECT, TERM_METRIC)));
    json_pen_raw(&p->json, "minimum", "0");
    json_pen_close(&p->json, '}');
    json_pen_open(&p->json, "outcome-term", '{');
    json_pen_raw(&p->json, "type", "[\"string\", \"integer\"]");
    json_pen_text(&p->json, "pattern",
                  arena_text(p->arena, "^(%s|[2-5]([0-9][0-9]|xx)( then (close|kept))?)$",
                             alternatives(p, TERM_OUTCOME, TERM_OUTCOME)));
    json_pen_raw(&p->json, "minimum", "200");
    json_pen_raw(&p->json, "maximum", "599");
    json_pen_close(&p->json, '}');
    json_pen_open(&p->json, "argument", '{');
    json_pen_raw(&p->json, "type", ANY_SCALAR);
    json_pen_close(&p->json, '}');
}

static const struct kind {
    const char *name, *title;
    enum word_place first, last;
} kinds[] = {
    {"scenario", "a scenario of assay", PLACE_SCENARIO, PLACE_CASE},
    {"candidate", "a candidate file of assay", PLACE_CANDIDATE, PLACE_WAIVER},
};

static void put_kind(struct pen *p, const struct kind *kind)
{
    json_pen_open(&p->json, NULL, '{');
    json_pen_text(&p->json, "$schema", "http://json-schema.org/draft-07/schema#");
    json_pen_text(&p->json, "title", kind->title);
    json_pen_text(&p->json, "$comment", "made by `make schemas` from the word table");
    json_pen_open(&p->json, "allOf", '[');
    refer(p, NULL, definition_of(kind->first));
    json_pen_close(&p->json, ']');
    json_pen_open(&p->json, "definitions", '{');
    for (int place = (int)kind->first; place <= (int)kind->last; place++)
        put_place(p, (enum word_place)place);
    put_parts(p);
    json_pen_close(&p->json, '}');
    json_pen_close(&p->json, '}');
    fputc('\n', p->json.out);
}

bool schema_print(FILE *out, const char *kind)
{
    if (strcmp(kind, "run") == 0) {
        schema_run_print(out);
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, kind) != 0)
            continue;
        struct arena arena;
        arena_init(&arena);
        struct pen p = {.json = {.out = out}, .arena = &arena};
        put_kind(&p, &kinds[i]);
        arena_release(&arena);
        return true;
    }
    return false;
}
