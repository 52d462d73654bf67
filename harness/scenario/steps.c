/* SPDX-License-Identifier: MIT */
/* A step as a whole. The action is found first, because the word table says which modifiers go with
 * it; names are checked in file order, so a step can only use what earlier steps made. One reader
 * per word: those of modifiers here, those of actions, content and checks in steps_*.c.
 */
#include "scenario/steps.h"

#include <string.h>

#include "scenario/step_draft.h"

/* --- modifiers ------------------------------------------------------------------------------ */

static void read_name(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->name = value->text;
}

static void read_needs(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->needs =
        form_names(&s->draft->form, value, "capability", s->draft->known->capabilities);
}

static void read_connection(void *context, const struct yaml_node *key,
                            const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->connection = value->text;
    scope_add(&s->draft->scope, SCOPE_CONNECTION, value->text);
}

static void read_background(void *context, const struct yaml_node *key,
                            const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (scope_has(&s->draft->scope, SCOPE_BACKGROUND, value->text))
        form_wrong(&s->draft->form, value->place,
                   "'%s' is already in the background; join it first, or choose another name",
                   value->text);
    scope_add(&s->draft->scope, SCOPE_BACKGROUND, value->text);
    s->step->background = value->text;
}

static void read_delay(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->delay = form_duration(&s->draft->form, key, value);
}

static void read_within(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->within = form_duration(&s->draft->form, key, value);
}

void step_read_half_close(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->half_close = form_bool(&s->draft->form, key, value);
}

static void read_capture(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->captures = value;
}

void step_read_expect(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->checks[0] = value;
}

void step_read_each(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->each = value;
}

static void read_should(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->checks[1] = value;
}

/* --- a step as a whole ----------------------------------------------------------------------- */

static void two_actions(struct step_draft *s, const struct yaml_node *key, enum action second)
{
    unsigned both = 1u << s->step->action | 1u << second;
    if (both & ACTIONS_MANY && both & 1u << ACTION_REQUEST)
        form_wrong(&s->draft->form, key->place, "the request of `%s:` stands inside it",
                   second == ACTION_REQUEST ? s->action_word : key->text);
    else
        form_wrong(&s->draft->form, key->place,
                   "'%s' and '%s': a step has one action; begin a new step", s->action_word,
                   key->text);
}

/* "request, raw, ... or fuzz" */
static const char *actions(struct arena *a)
{
    const char *all = "", *last = "";
    for (enum word_id id = 0; id < WORD_COUNT; id++) {
        const struct word *w = word_row(id);
        if (w->place != PLACE_STEP || !w->is_action)
            continue;
        all = arena_text(a, "%s%s%s", all, *all ? ", " : "", last);
        last = w->name;
    }
    return arena_text(a, "%s or %s", all, last);
}

/* Finds the one action; false if the step cannot be read at all. */
static bool find_action(struct step_draft *s, const struct yaml_node *node)
{
    struct form *f = &s->draft->form;
    bool typo = false;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->pairs[i].key;
        enum word_id id = word_find(PLACE_STEP, key->text);
        typo |= id == WORD_COUNT;
        if (id == WORD_COUNT || !word_row(id)->is_action)
            continue;
        if (s->action_word) {
            two_actions(s, key, word_row(id)->action);
            return false;
        }
        s->action_word = key->text;
        s->step->action = word_row(id)->action;
    }
    if (!s->action_word && !typo)
        form_wrong(f, node->place, "a step needs an action: %s", actions(f->arena));
    return true;
}

static void check_modifiers(struct step_draft *s, const struct yaml_node *node)
{
    for (size_t i = 0; s->action_word && i < node->count; i++) {
        const struct yaml_node *key = &node->pairs[i].key;
        enum word_id id = word_find(PLACE_STEP, key->text);
        if (id == WORD_COUNT || word_row(id)->is_action)
            continue;
        enum word_place within = word_row(word_find(PLACE_STEP, s->action_word))->holds;
        bool inside =
            ACTIONS_MANY & 1u << s->step->action && word_find(within, key->text) != WORD_COUNT;
        if (!(word_row(id)->actions & 1u << s->step->action))
            form_wrong(&s->draft->form, key->place, "'%s' does not go with '%s'%s", key->text,
                       s->action_word, inside ? "; it stands inside" : "");
    }
}

/* What a background step and its join share out between them. */
static void check_background(struct step_draft *s)
{
    bool sends = word_row(WORD_BACKGROUND)->actions & 1u << s->step->action;
    if (!s->step->background || !sends)
        return;
    const struct yaml_node *late = s->checks[0] ? s->checks[0] : s->checks[1];
    if (!late)
        late = s->captures;
    if (late)
        form_wrong(&s->draft->form, late->place,
                   "a step in the background has no response yet; judge it in `join: %s`",
                   s->step->background);
}

/* What is answered while something goes wrong may be anything. */
static bool wants_checks(const struct draft *d, const struct step *step)
{
    switch (step->action) {
    case ACTION_REQUEST:
    case ACTION_RAW:
    case ACTION_BYTES: return !step->background && !step->part && !d->harmed;
    case ACTION_JOIN:
    case ACTION_WATCH:
    case ACTION_LOAD:
    case ACTION_CHURN:
    case ACTION_SOAK:
    case ACTION_ATTACK:
    case ACTION_FUZZ:
    case ACTION_EXEC: return !d->harmed;
    case ACTION_WAIT: return step->wait_for == WAIT_EXIT;
    default: return false;
    }
}

static const char *default_name(struct draft *d, const struct yaml_node *node, const char *action)
{
    const struct yaml_node *value = action ? yaml_get(node, action) : NULL;
    if (!value)
        return "";
    const struct yaml_node *request = yaml_get(value, "request"); /* of a load or churn */
    if (value->kind != YAML_SCALAR && (!request || request->kind != YAML_SCALAR))
        return action;
    if (request)
        value = request;
    size_t line = strcspn(value->text, "\n");
    if (strcmp(action, "request") == 0)
        return arena_copy(d->form.arena, value->text, line);
    return arena_text(d->form.arena, "%s %.*s", action, (int)(line < 60 ? line : 60), value->text);
}

static form_reader *const step_readers[WORD_COUNT] = {
    [WORD_REQUEST] = step_read_request,
    [WORD_RAW] = step_read_raw,
    [WORD_BYTES] = step_read_bytes,
    [WORD_CONNECT] = step_read_connect,
    [WORD_SIGNAL] = step_read_signal,
    [WORD_WAIT] = step_read_wait,
    [WORD_JOIN] = step_read_join,
    [WORD_WATCH] = step_read_watch,
    [WORD_SLEEP] = step_read_sleep,
    [WORD_REPEAT] = step_read_repeat,
    [WORD_LOAD] = step_read_load,
    [WORD_CHURN] = step_read_churn,
    [WORD_SOAK] = step_read_soak,
    [WORD_FUZZ] = step_read_fuzz,
    [WORD_LEAVE] = step_read_leave,
    [WORD_INJECT] = step_read_inject,
    [WORD_LIMIT] = step_read_limit,
    [WORD_STUB] = step_read_stub,
    [WORD_EXEC] = step_read_exec,
    [WORD_ATTACK] = step_read_attack,
    [WORD_NAME] = read_name,
    [WORD_STEP_NEEDS] = read_needs,
    [WORD_CONNECTION] = read_connection,
    [WORD_BACKGROUND] = read_background,
    [WORD_DELAY] = read_delay,
    [WORD_WITHIN] = read_within,
    [WORD_HALF_CLOSE] = step_read_half_close,
    [WORD_PART] = step_read_part,
    [WORD_DRIP] = step_read_drip,
    [WORD_CUT] = step_read_cut,
    [WORD_CAPTURE] = read_capture,
    [WORD_HEADERS] = step_read_headers,
    [WORD_BODY] = step_read_body,
    [WORD_JSON] = step_read_json,
    [WORD_FILE] = step_read_file,
    [WORD_EXPECT] = step_read_expect,
    [WORD_SHOULD] = read_should,
    [WORD_EACH] = step_read_each,
};

static void read_step(struct draft *d, const struct yaml_node *node, struct step *step)
{
    struct step_draft s = {.draft = d, .step = step};
    step->file = d->part;
    step->line = node->place.line;
    step->name = "";
    if (yaml_is_nothing(node)) {
        form_wrong(&d->form, node->place, "an empty step; write an action such as request: GET /");
        return;
    }
    if (node->kind != YAML_MAPPING) {
        form_wrong(&d->form, node->place,
                   "a step holds `word: value` lines, such as request: GET /");
        return;
    }
    if (!find_action(&s, node))
        return;
    step->name = default_name(d, node, s.action_word);
    check_modifiers(&s, node);
    form_read(&d->form, PLACE_STEP, node, step_readers, &s);
    if (!s.action_word)
        return;
    check_background(&s);
    step_check_pieces(&s, node);
    step_check_harmed(&s, node);
    step_read_checks(&s);
    step_read_captures(&s);
    step_check_load(&s, node);
    if (step->check_count == 0 && !s.each && !s.checks[0] && !s.checks[1] && wants_checks(d, step))
        form_warn(&d->form, node->place, "this step could be checked and is not; add `expect:`");
}

void steps_read(struct draft *d, const struct yaml_node *list, const struct step **steps,
                size_t *count)
{
    struct step *read = arena_zero(d->form.arena, list->count, sizeof *read);
    if (list->count == 0)
        form_wrong(&d->form, list->place, "a list of steps without any step");
    for (size_t i = 0; i < list->count; i++)
        read_step(d, &list->items[i], &read[i]);
    if (list->count && !d->harmed && ACTIONS_HARM & 1u << read[list->count - 1].action)
        form_warn(&d->form, list->items[list->count - 1].place,
                  "nobody looks whether the candidate recovers; add a step with checks behind it");
    *steps = read;
    *count = list->count;
}

void steps_release(const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < steps[i].check_count; k++)
            check_release(&steps[i].checks[k]);
        for (size_t k = 0; k < steps[i].each_count; k++)
            check_release(&steps[i].each[k]);
        if (steps[i].step_count)
            steps_release(steps[i].steps, steps[i].step_count);
        if (steps[i].mix_count)
            steps_release(steps[i].mix, steps[i].mix_count);
    }
}
