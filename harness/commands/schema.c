/* SPDX-License-Identifier: MIT */
/* One definition for each mapping of the word table, written from top to bottom. What no table of
 * ours holds, such as which words exclude each other, is in the table of rules here.
 */
#include "commands/schema.h"

#include <string.h>

#include "base/memory.h"
#include "data/json.h"
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
    {PLACE_CHURN, AT_MOST_ONE, {"body", "json"}},
    {PLACE_SOAK, AT_MOST_ONE, {"body", "json"}},
    {PLACE_SOAK, AT_MOST_ONE, {"bound", "duration"}},
    {PLACE_CASE, EXACTLY_ONE, {"raw", "bytes"}},
    {PLACE_WAIVER, EXACTLY_ONE, {"capability", "scenario", "step", "check"}},
};

enum { RULES = sizeof rules / sizeof *rules };

/* --- JSON ------------------------------------------------------------------------------------- */

/* Where in the text: whether a comma is due, how deep. */
struct pen {
    FILE *out;
    struct arena *arena;
    int depth;
    bool comma;
};

static void begin(struct pen *p, const char *name)
{
    fprintf(p->out, "%s%s%*s", p->comma ? "," : "", p->depth ? "\n" : "", p->depth * 2, "");
    p->comma = true;
    if (!name)
        return;
    json_escape(p->out, name, strlen(name));
    fputs(": ", p->out);
}

static void open_in(struct pen *p, const char *name, char bracket)
{
    begin(p, name);
    fputc(bracket, p->out);
    p->depth++;
    p->comma = false;
}

static void close_in(struct pen *p, char bracket)
{
    p->depth--;
    fprintf(p->out, "\n%*s%c", p->depth * 2, "", bracket);
    p->comma = true;
}

static void put(struct pen *p, const char *name, const char *text)
{
    begin(p, name);
    json_escape(p->out, text, strlen(text));
}

/* What is JSON as it stands: false, 3, ["string", "number"]. */
static void put_raw(struct pen *p, const char *name, const char *json)
{
    begin(p, name);
    fputs(json, p->out);
}

static void put_names(struct pen *p, const char *name, const char *const *names)
{
    open_in(p, name, '[');
    for (; *names; names++)
        put(p, NULL, *names);
    close_in(p, ']');
}

static void put_reference(struct pen *p, const char *name)
{
    put(p, "$ref", arena_text(p->arena, "#/definitions/%s", name));
}

/* A schema that only refers to another; `name` NULL: an item of a list. */
static void refer(struct pen *p, const char *name, const char *to)
{
    open_in(p, name, '{');
    put_reference(p, to);
    close_in(p, '}');
}

/* {"required": [NAME, NAME]} */
static void require(struct pen *p, const char *name, const char *first, const char *second)
{
    const char *words[] = {first, second, NULL};
    open_in(p, name, '{');
    put_names(p, "required", words);
    close_in(p, '}');
}

/* --- values ----------------------------------------------------------------------------------- */

static void put_capabilities(struct pen *p, enum word_shape shape)
{
    size_t count;
    const struct capability *rows = capabilities(&count);
    open_in(p, "enum", '[');
    for (size_t i = 0; i < count; i++) {
        if (shape == SHAPE_CAPABILITY || rows[i].in_contract == (shape == SHAPE_CONTRACT))
            put(p, NULL, rows[i].name);
    }
    close_in(p, ']');
}

static void put_count(struct pen *p, const struct word *word)
{
    put(p, "type", "integer");
    put_raw(p, "minimum", arena_text(p->arena, "%u", word->least));
    put_raw(p, "maximum", arena_text(p->arena, "%u", word->most));
}

static void put_text(struct pen *p, const char *pattern)
{
    put_raw(p, "type", pattern ? "\"string\"" : ANY_SCALAR);
    if (pattern)
        put(p, "pattern", pattern);
}

/* What one scalar of the word's shape must be, without the braces. */
static void put_scalar(struct pen *p, const struct word *word)
{
    switch (word->shape) {
    case SHAPE_VERSION: put_raw(p, "const", "1"); break;
    case SHAPE_COUNT: put_count(p, word); break;
    case SHAPE_TRUTH: put(p, "type", "boolean"); break;
    case SHAPE_NAME: put_names(p, "enum", word->names); break;
    case SHAPE_CAPABILITY:
    case SHAPE_CONTRACT:
    case SHAPE_EXTRA: put_capabilities(p, word->shape); break;
    default: put_text(p, shape_pattern(word->shape)); break;
    }
}

static void put_items(struct pen *p, const struct word *word)
{
    open_in(p, "items", '{');
    put_scalar(p, word);
    close_in(p, '}');
}

static void put_duration(struct pen *p)
{
    put_raw(p, "type", "[\"string\", \"integer\"]");
    put(p, "pattern", shape_duration_pattern());
    put_raw(p, "maximum", "0");
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
    put(p, "type", "object");
    if (word->names) {
        open_in(p, "propertyNames", '{');
        put_names(p, "enum", word->names);
        close_in(p, '}');
    }
    open_in(p, "additionalProperties", '{');
    put_scalar(p, word);
    close_in(p, '}');
}

static void put_list(struct pen *p, const struct word *word)
{
    put(p, "type", "array");
    if (word->compulsory || word->holds == PLACE_STEP || word->holds == PLACE_CASE)
        put_raw(p, "minItems", "1");
    refer(p, "items", definition_of(word->holds));
}

static void put_cut(struct pen *p)
{
    open_in(p, "anyOf", '[');
    open_in(p, NULL, '{');
    put(p, "const", "every place");
    close_in(p, '}');
    open_in(p, NULL, '{');
    put(p, "type", "array");
    put_raw(p, "minItems", "1");
    put_raw(p, "items", "{\"type\": \"integer\", \"minimum\": 1}");
    close_in(p, '}');
    close_in(p, ']');
}

/* A definition, or a list of what it defines. */
static void put_one_or_list(struct pen *p, const char *definition)
{
    open_in(p, "anyOf", '[');
    refer(p, NULL, definition);
    open_in(p, NULL, '{');
    put(p, "type", "array");
    put_raw(p, "minItems", "1");
    refer(p, "items", definition);
    close_in(p, '}');
    close_in(p, ']');
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
        put(p, "type", "array");
        put_items(p, word);
        break;
    case TAKES_LIST: put_list(p, word); break;
    case TAKES_MAP: put_map(p, word); break;
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
    open_in(p, word->name, '{');
    put(p, "description", text);
    /* Draft-07 does not look at what stands beside a reference, and editors show it all the same.
     */
    put_value(p, word);
    close_in(p, '}');
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
        put_names(p, "required", names);
}

/* `oneOf` requires exactly one action, `anyOf` one of those of a mask. */
static void put_actions(struct pen *p, const char *how, unsigned mask)
{
    open_in(p, how, '[');
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (mask & 1u << action)
            require(p, NULL, word_of_action((enum action)action), NULL);
    }
    close_in(p, ']');
}

static void put_modifiers(struct pen *p)
{
    open_in(p, "dependencies", '{');
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place != PLACE_STEP || word->is_action || word->actions == ACTIONS_ALL)
            continue;
        open_in(p, word->name, '{');
        put_actions(p, "anyOf", word->actions);
        close_in(p, '}');
    }
    close_in(p, '}');
}

static void put_exactly_one(struct pen *p, const struct rule *rule)
{
    open_in(p, NULL, '{');
    open_in(p, "oneOf", '[');
    for (size_t i = 0; rule->words[i]; i++)
        require(p, NULL, rule->words[i], NULL);
    close_in(p, ']');
    close_in(p, '}');
}

static void put_at_most_one(struct pen *p, const struct rule *rule)
{
    for (size_t i = 0; rule->words[i]; i++) {
        for (size_t k = i + 1; rule->words[k]; k++) {
            open_in(p, NULL, '{');
            require(p, "not", rule->words[i], rule->words[k]);
            close_in(p, '}');
        }
    }
}

static void put_only_with(struct pen *p, const struct rule *rule)
{
    size_t last = 0;
    while (rule->words[last + 1])
        last++;
    const char *one[] = {rule->words[last], NULL};
    open_in(p, NULL, '{');
    open_in(p, "dependencies", '{');
    for (size_t i = 0; i < last; i++)
        put_names(p, rule->words[i], one);
    close_in(p, '}');
    close_in(p, '}');
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
    open_in(p, "allOf", '[');
    for (size_t i = first; i < RULES; i++) {
        if (rules[i].place == place)
            writers[rules[i].kind](p, &rules[i]);
    }
    close_in(p, ']');
}

static void put_place(struct pen *p, enum word_place place)
{
    open_in(p, definition_of(place), '{');
    put(p, "type", "object");
    put_raw(p, "additionalProperties", "false");
    put_required(p, place);
    put_rules(p, place);
    if (place == PLACE_STEP) {
        put_actions(p, "oneOf", ACTIONS_ALL);
        put_modifiers(p);
    }
    open_in(p, "properties", '{');
    for (int id = 0; id < WORD_COUNT; id++) {
        if (word_row((enum word_id)id)->place == place)
            put_word(p, word_row((enum word_id)id));
    }
    close_in(p, '}');
    close_in(p, '}');
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
    open_in(p, "check-line", '{');
    put_raw(p, "type", "[\"string\", \"integer\"]");
    put(p, "pattern",
        arena_text(p->arena, "^ *((%s) |[0-9]+ *$)", alternatives(p, TERM_SUBJECT, TERM_METRIC)));
    put_raw(p, "minimum", "0");
    close_in(p, '}');
    open_in(p, "outcome-term", '{');
    put_raw(p, "type", "[\"string\", \"integer\"]");
    put(p, "pattern",
        arena_text(p->arena, "^(%s|[2-5]([0-9][0-9]|xx)( then (close|kept))?)$",
                   alternatives(p, TERM_OUTCOME, TERM_OUTCOME)));
    put_raw(p, "minimum", "200");
    put_raw(p, "maximum", "599");
    close_in(p, '}');
    open_in(p, "argument", '{');
    put_raw(p, "type", ANY_SCALAR);
    close_in(p, '}');
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
    open_in(p, NULL, '{');
    put(p, "$schema", "http://json-schema.org/draft-07/schema#");
    put(p, "title", kind->title);
    put(p, "$comment", "made by `make schemas` from the word table");
    open_in(p, "allOf", '[');
    refer(p, NULL, definition_of(kind->first));
    close_in(p, ']');
    open_in(p, "definitions", '{');
    for (int place = (int)kind->first; place <= (int)kind->last; place++)
        put_place(p, (enum word_place)place);
    put_parts(p);
    close_in(p, '}');
    close_in(p, '}');
    fputc('\n', p->out);
}

bool schema_print(FILE *out, const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, kind) != 0)
            continue;
        struct arena arena;
        arena_init(&arena);
        struct pen p = {.out = out, .arena = &arena};
        put_kind(&p, &kinds[i]);
        arena_release(&arena);
        return true;
    }
    return false;
}
