/* SPDX-License-Identifier: MIT */
/* A case is read as a step of its own, raw or bytes, and what may come of it. A case that must be
 * refused names a sibling that must not be: else a server that refuses everything would pass.
 */
#include "scenario/cases.h"

#include <string.h>

#include "base/words.h"
#include "scenario/limits.h"
#include "scenario/step_draft.h"

/* The case that is being read. The step comes first: readers of steps take it as their context. */
struct case_draft {
    struct step_draft step;
    struct raw_case *c;
    const struct yaml_node *id, *control;
};

bool cases_id_is_fine(const char *id)
{
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return strspn(id, fine) == strlen(id) && id[0] != '.';
}

const char *case_rule(struct form *f, const struct yaml_node *value)
{
    const char *at = value->text;
    bool fine = strncmp(at, "RFC ", 4) == 0;
    at += fine ? 4 : 0;
    size_t digits = strspn(at, "0123456789");
    fine = fine && digits > 0 && strncmp(at + digits, " section ", 9) == 0;
    at += fine ? digits + 9 : 0;
    size_t number = fine ? strspn(at, "0123456789.") : 0;
    if (number > 0 && at[number] == '\0')
        return value->text;
    form_wrong(f, value->place, "'rule' is the section of an RFC, such as RFC 9112 section 3.2");
    return NULL;
}

enum level case_level(struct form *f, const struct yaml_node *value)
{
    for (int level = 0; level < LEVEL_COUNT; level++) {
        if (strcmp(value->text, level_names[level]) == 0)
            return (enum level)level;
    }
    form_wrong(f, value->place, "'level' is MUST, SHOULD or MAY, not '%s'", value->text);
    return LEVEL_MUST;
}

static void read_id(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    (void)key;
    if (!cases_id_is_fine(value->text))
        form_wrong(&k->step.draft->form, value->place,
                   "an id has letters, digits, '.', '_' and '-' only");
    k->c->id = value->text;
    k->id = value;
}

static void read_about(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    (void)key;
    k->c->about = value->text;
}

static void second_octets(struct case_draft *k, const struct yaml_node *key)
{
    if (k->step.action_word)
        form_wrong(&k->step.draft->form, key->place, "'%s' and '%s': a case has one of them",
                   k->step.action_word, key->text);
    k->step.action_word = key->text;
}

static void read_raw(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    second_octets(k, key);
    k->c->step.action = ACTION_RAW;
    step_read_raw(&k->step, key, value);
}

/* Unlike in a step, variables are filled in: where a server answers what is not the same for all.
 */
static void read_bytes(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    second_octets(k, key);
    k->c->step.action = ACTION_BYTES;
    step_read_bytes(&k->step, key, value);
    if (k->c->step.octets)
        steps_check_template(k->step.draft, value, k->c->step.octets, k->c->step.octet_count);
}

static void read_term(struct case_draft *k, const struct yaml_node *node,
                      struct outcome_term *terms)
{
    struct form *f = &k->step.draft->form;
    struct raw_case *c = k->c;
    const char *text = form_text(f, node, "an outcome");
    if (!text)
        return;
    if (!outcome_parse(text, &terms[c->outcome_count])) {
        const char *hint = form_hint(f, text, outcome_words());
        form_wrong(f, node->place, "unknown outcome '%s'%s", text,
                   *hint ? hint
                         : "; it is a word such as refused, or a status: 400, 4xx, 400 then close, "
                           "405 then kept");
        return;
    }
    c->outcome_text = arena_text(f->arena, "%s%s%s", c->outcome_count ? c->outcome_text : "",
                                 c->outcome_count ? " or " : "", text);
    c->outcome_count++;
}

static void read_outcome(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    size_t room = value->kind == YAML_SEQUENCE ? value->count : 1;
    struct outcome_term *terms = arena_zero(k->step.draft->form.arena, room, sizeof *terms);
    k->c->outcomes = terms;
    if (value->kind != YAML_SEQUENCE)
        read_term(k, value, terms);
    for (size_t i = 0; value->kind == YAML_SEQUENCE && i < value->count; i++)
        read_term(k, &value->items[i], terms);
    if (value->kind == YAML_SEQUENCE && value->count == 0)
        form_wrong(&k->step.draft->form, key->place, "no outcome: nothing could be right");
}

static void read_control(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    (void)key;
    k->control = value;
}

static void read_whole(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    k->c->whole = form_bool(&k->step.draft->form, key, value);
}

static void read_requests(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    unsigned long long number = 0;
    (void)key;
    if (!words_number(value->text, value->length, &number) || number < 1 ||
        number > CASE_REQUESTS_MAX)
        form_wrong(&k->step.draft->form, value->place, "'requests' is a whole number from 1 to %d",
                   CASE_REQUESTS_MAX);
    k->c->requests = number <= CASE_REQUESTS_MAX ? (unsigned)number : 1;
}

static void read_needs(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    struct draft *d = k->step.draft;
    (void)key;
    k->c->needs = form_names(&d->form, value, "capability", d->known->capabilities);
}

static void read_rule(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    (void)key;
    k->c->rule = case_rule(&k->step.draft->form, value);
}

static void read_level(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct case_draft *k = context;
    (void)key;
    k->c->level = case_level(&k->step.draft->form, value);
}

static void read_contested(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct case_draft *k = context;
    k->c->contested = form_bool(&k->step.draft->form, key, value);
}

/* A check that needs more than the reply would never find it. */
static void check_subjects(struct case_draft *k)
{
    for (size_t i = 0; i < k->c->step.check_count; i++) {
        const struct check *check = &k->c->step.checks[i];
        const struct place place = {.line = check->line, .column = check->column, .length = 1};
        if (check->subject.kind >= SUBJECT_ELAPSED && check->subject.kind <= SUBJECT_RESET)
            form_wrong(&k->step.draft->form, place,
                       "'%s' is no matter of the reply; a case checks status, header, body, json",
                       subject_word(check->subject.kind));
    }
}

/* `before`: the cases that were read so far. */
static void find_control(struct case_draft *k, const struct yaml_node *node,
                         const struct raw_case *before, size_t count)
{
    struct form *f = &k->step.draft->form;
    const char **ids = arena_zero(f->arena, count + 1, sizeof *ids);
    size_t at = 0;
    if (!k->control && k->c->outcome_count > 0 &&
        !outcome_may_succeed(k->c->outcomes, k->c->outcome_count))
        form_wrong(f, node->place,
                   "a case that must not succeed names its well-formed sibling: add `control:`");
    if (!k->control)
        return;
    for (size_t i = 0; i < count; i++)
        ids[i] = before[i].id;
    while (at < count && strcmp(before[at].id, k->control->text) != 0)
        at++;
    if (at == count)
        form_wrong(f, k->control->place, "no earlier case of this file is called '%s'%s",
                   k->control->text, form_hint(f, k->control->text, ids));
    k->c->control = at < count ? at : CASE_NONE;
}

static void check_unique(struct case_draft *k, const struct raw_case *before, size_t count)
{
    for (size_t i = 0; k->id && i < count; i++) {
        if (strcmp(before[i].id, k->id->text) == 0)
            form_wrong(&k->step.draft->form, k->id->place, "the case in line %d has this id, too",
                       before[i].step.line);
    }
}

static form_reader *const readers[WORD_COUNT] = {
    [WORD_CASE_ID] = read_id,
    [WORD_CASE_ABOUT] = read_about,
    [WORD_CASE_RAW] = read_raw,
    [WORD_CASE_BYTES] = read_bytes,
    [WORD_OUTCOME] = read_outcome,
    [WORD_CONTROL] = read_control,
    [WORD_WHOLE] = read_whole,
    [WORD_CASE_REQUESTS] = read_requests,
    [WORD_CASE_EXPECT] = step_read_expect,
    [WORD_CASE_HALF_CLOSE] = step_read_half_close,
    [WORD_CASE_NEEDS] = read_needs,
    [WORD_CASE_RULE] = read_rule,
    [WORD_CASE_LEVEL] = read_level,
    [WORD_CASE_CONTESTED] = read_contested,
};

static void read_case(struct draft *d, const struct yaml_node *node, struct raw_case *cases,
                      size_t at)
{
    struct raw_case *c = &cases[at];
    struct case_draft k = {.step = {.draft = d, .step = &c->step}, .c = c};
    c->step.line = node->place.line;
    c->step.name = "";
    c->id = c->about = c->outcome_text = "";
    c->control = CASE_NONE;
    c->requests = 1;
    if (yaml_is_nothing(node)) {
        form_wrong(&d->form, node->place, "an empty case");
        return;
    }
    form_read(&d->form, PLACE_CASE, node, readers, &k);
    if (node->kind != YAML_MAPPING)
        return;
    if (!k.step.action_word)
        form_wrong(&d->form, node->place, "a case needs octets: raw or bytes");
    c->step.name = c->id;
    step_read_checks(&k.step);
    check_subjects(&k);
    check_unique(&k, cases, at);
    find_control(&k, node, cases, at);
}

void cases_read(struct draft *d, const struct yaml_node *list, const struct raw_case *usual,
                struct scenario *out)
{
    struct raw_case *cases = arena_zero(d->form.arena, list->count, sizeof *cases);
    if (list->count == 0)
        form_wrong(&d->form, list->place, "a list of cases without any case");
    for (size_t i = 0; i < list->count; i++) {
        cases[i].rule = usual->rule;
        cases[i].level = usual->level;
        cases[i].contested = usual->contested;
        read_case(d, &list->items[i], cases, i);
    }
    out->cases = cases;
    out->case_count = list->count;
}
