/* SPDX-License-Identifier: MIT */
/* One reader per top-level word. What others build on, such as vars: and steps:, is taken when the
 * rest has been read, so that its order in the file does not matter.
 */
#include "scenario/document.h"

#include <string.h>

#include "scenario/capabilities.h"
#include "scenario/cases.h"
#include "scenario/stubs.h"

struct document {
    struct draft *draft;
    struct scenario *scenario;
    const struct yaml_node *arguments;
    struct raw_case usual;            /* what is said for all cases */
    const struct yaml_node *of_cases; /* the first word that only goes with cases: */
};

static void read_version(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    form_version(&doc->draft->form, value);
}

static void read_title(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    if (!value->one_line)
        form_wrong(&doc->draft->form, value->place, "'%s' is a title on one line", key->text);
    doc->scenario->title = value->text;
}

static void read_about(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    doc->scenario->about = value->text;
}

static void read_covers(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    doc->scenario->covers =
        form_names(&doc->draft->form, value, "requirement", doc->draft->known->requirements);
}

static void read_needs(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    doc->scenario->needs =
        form_names(&doc->draft->form, value, "capability", doc->draft->known->capabilities);
}

static void read_tags(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    doc->scenario->tags = form_names(&doc->draft->form, value, "tag", NULL);
}

const char *const mode_names[MODE_COUNT + 1] = {
    [MODE_NATIVE] = "native",     [MODE_MEMCHECK] = "memcheck", [MODE_CALLGRIND] = "callgrind",
    [MODE_HELGRIND] = "helgrind", [MODE_DRD] = "drd",
};

static void read_modes(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    struct name_list modes = form_names(&doc->draft->form, value, "mode", mode_names);
    if (value->count == 0)
        form_wrong(&doc->draft->form, key->place, "no mode: this scenario would never be played");
    for (int m = 0; m < MODE_COUNT; m++) {
        doc->scenario->modes[m] = false;
        for (size_t i = 0; i < modes.count; i++)
            doc->scenario->modes[m] |= strcmp(modes.items[i], mode_names[m]) == 0;
    }
}

static void read_arguments(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct document *doc = context;
    (void)key;
    doc->arguments = value;
    doc->scenario->arguments = form_names(&doc->draft->form, value, "argument", NULL);
}

static void read_rule(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    doc->of_cases = key;
    doc->usual.rule = case_rule(&doc->draft->form, value);
}

static void read_level(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct document *doc = context;
    doc->of_cases = key;
    doc->usual.level = case_level(&doc->draft->form, value);
}

static void read_contested(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct document *doc = context;
    doc->of_cases = key;
    doc->usual.contested = form_bool(&doc->draft->form, key, value);
}

/* The value of that word, or NULL if it is of another kind, which has been complained of. */
static const struct yaml_node *member(const struct yaml_node *map, const char *word,
                                      enum yaml_kind kind)
{
    const struct yaml_node *value = yaml_get(map, word);
    return value && value->kind == kind ? value : NULL;
}

static void read_variable(struct document *doc, const struct yaml_pair *pair)
{
    struct draft *d = doc->draft;
    const char *value = form_text(&d->form, &pair->value, "a variable");
    if (!value || !steps_check_variable(d, &pair->key))
        return;
    steps_check_template(d, &pair->value, value, pair->value.length);
    struct variable *variables = (struct variable *)doc->scenario->variables;
    variables[doc->scenario->variable_count++] =
        (struct variable){.name = pair->key.text, .value = value};
    scope_add(&d->scope, SCOPE_VARIABLE, pair->key.text);
}

/* Behind those that there are; `map` may be NULL. */
static void read_vars(struct document *doc, const struct yaml_node *map)
{
    struct scenario *s = doc->scenario;
    size_t more = map ? map->count : 0;
    struct variable *all =
        arena_zero(doc->draft->form.arena, s->variable_count + more, sizeof *all);
    if (s->variable_count)
        memcpy(all, s->variables, s->variable_count * sizeof *all);
    s->variables = all;
    for (size_t i = 0; i < more; i++)
        read_variable(doc, &map->pairs[i]);
}

/* The same of steps. */
static void read_steps(struct document *doc, const struct yaml_node *list)
{
    struct scenario *s = doc->scenario;
    const struct step *more;
    size_t count;
    steps_read(doc->draft, list, &more, &count);
    struct step *all = arena_zero(doc->draft->form.arena, s->step_count + count, sizeof *all);
    if (s->step_count)
        memcpy(all, s->steps, s->step_count * sizeof *all);
    if (count)
        memcpy(all + s->step_count, more, count * sizeof *all);
    s->steps = all;
    s->step_count += count;
}

/* --- parts ------------------------------------------------------------------------------------ */

/* Words of the part, whose places are in its own file. */
static void read_part(struct document *doc, const struct yaml_file *file)
{
    static form_reader *const part_readers[WORD_COUNT] = {[WORD_PART_VERSION] = read_version};
    struct draft *d = doc->draft;
    const struct source *around = d->form.source;
    const char *folder = d->folder;
    d->form.source = &file->source;
    d->folder = load_folder_of(d->form.arena, file->source.path);
    d->part = file->source.path;
    form_read(&d->form, PLACE_PART, file->root, part_readers, doc);
    const struct yaml_node *steps = member(file->root, "steps", YAML_SEQUENCE);
    read_vars(doc, member(file->root, "vars", YAML_MAPPING));
    if (steps)
        read_steps(doc, steps);
    d->form.source = around;
    d->folder = folder;
    d->part = NULL;
}

static void read_include(struct document *doc, const struct yaml_node *name)
{
    struct form *f = &doc->draft->form;
    struct failure why = {.code = FAILURE_NONE};
    struct yaml_file *file = arena_zero(f->arena, 1, sizeof *file);
    const char *text = form_text(f, name, "a part");
    if (!text)
        return;
    if (!load_is_part(text)) {
        form_wrong(f, name->place, "the name of a part ends in .part.yaml");
        return;
    }
    const char *path =
        *text == '/' ? text : arena_text(f->arena, "%s/%s", doc->draft->folder, text);
    if (yaml_read(f->arena, file, path, f->complaints, &why))
        read_part(doc, file);
    else if (why.code != FAILURE_NONE)
        form_wrong(f, name->place, "%s", why.sentence);
}

static form_reader *const readers[WORD_COUNT] = {
    [WORD_VERSION] = read_version,     [WORD_SCENARIO] = read_title,      [WORD_ABOUT] = read_about,
    [WORD_COVERS] = read_covers,       [WORD_NEEDS] = read_needs,         [WORD_TAGS] = read_tags,
    [WORD_MODES] = read_modes,         [WORD_RULE] = read_rule,           [WORD_LEVEL] = read_level,
    [WORD_CONTESTED] = read_contested, [WORD_ARGUMENTS] = read_arguments,
};

/* Whether a capability that the scenario needs defines this option. */
static bool is_offered(const struct scenario *s, const char *option)
{
    for (size_t i = 0; i < s->needs.count; i++) {
        const struct capability *c = capability_find(s->needs.items[i]);
        for (size_t k = 0; c && k < CAPABILITY_OPTIONS && c->options[k]; k++) {
            if (strcmp(c->options[k], option) == 0)
                return true;
        }
    }
    return false;
}

/* A server knows no options but those that it says it offers. */
static void check_arguments(struct document *doc)
{
    for (size_t i = 0; doc->arguments && i < doc->arguments->count; i++) {
        const struct yaml_node *word = &doc->arguments->items[i];
        bool option = word->kind == YAML_SCALAR && word->text[0] == '-';
        if (i == 0 && !option)
            form_wrong(&doc->draft->form, word->place, "'arguments' begins with an option");
        else if (option && !is_offered(doc->scenario, word->text))
            form_wrong(&doc->draft->form, word->place,
                       "no capability in `needs:` defines the option '%s'", word->text);
    }
}

/* What interferes with system calls would do so with valgrind's. */
static void check_harm(struct document *doc)
{
    bool other = false;
    for (int m = MODE_NATIVE + 1; m < MODE_COUNT; m++)
        other |= doc->scenario->modes[m];
    if (doc->draft->harm && other)
        form_wrong(&doc->draft->form, doc->draft->harm->place,
                   "`inject:` and `limit:` would meet valgrind, too; say `modes: [native]` above");
}

/* Steps or cases: one of them, and what goes with it. */
static void check_kind(struct document *doc, const struct yaml_node *root)
{
    struct form *f = &doc->draft->form;
    const struct yaml_node *steps = yaml_get(root, "steps"), *cases = yaml_get(root, "cases");
    if (root->kind == YAML_MAPPING && !steps && !cases)
        form_wrong(f, root->place, "a scenario needs 'steps' (%s) or 'cases'",
                   word_row(WORD_STEPS)->about);
    if (steps && cases)
        form_wrong(f, cases->place,
                   "a scenario has steps or cases; put the cases into a file of their own");
    if (doc->of_cases && !cases)
        form_wrong(f, doc->of_cases->place, "'%s' goes with `cases:`", doc->of_cases->text);
}

void document_read(struct draft *d, const struct yaml_node *root, struct scenario *out)
{
    struct document doc = {.draft = d, .scenario = out};
    out->title = out->about = "";
    for (int m = 0; m < MODE_COUNT; m++)
        out->modes[m] = true;
    unsigned before = d->form.complaints->errors;
    form_read(&d->form, PLACE_SCENARIO, root, readers, &doc);
    const struct yaml_node *stubs = member(root, "stubs", YAML_MAPPING);
    const struct yaml_node *parts = member(root, "include", YAML_SEQUENCE);
    const struct yaml_node *cases = member(root, "cases", YAML_SEQUENCE);
    const struct yaml_node *steps = member(root, "steps", YAML_SEQUENCE);
    if (stubs)
        stubs_read(d, stubs, out);
    for (size_t i = 0; parts && i < parts->count; i++)
        read_include(&doc, &parts->items[i]);
    read_vars(&doc, member(root, "vars", YAML_MAPPING));
    check_kind(&doc, root);
    check_arguments(&doc);
    if (cases)
        cases_read(d, cases, &doc.usual, out);
    if (!steps)
        return;
    read_steps(&doc, steps);
    check_harm(&doc);
    if (d->checks == 0 && d->form.complaints->errors == before)
        form_wrong(&d->form, root->place, "a scenario without any check can only pass");
}
