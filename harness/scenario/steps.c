/* SPDX-License-Identifier: MIT */
/* One reader per word of a step. The action is found first, because the word table says which
 * modifiers go with it; names are checked in file order, so a step can only use what earlier steps
 * made.
 */
#include "scenario/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "data/file.h"
#include "scenario/content.h"
#include "scenario/metrics.h"
#include "scenario/signals.h"
#include "scenario/variables.h"

enum { TIMES_MAX = 100000, CHECKS_MAX = 1000 };

/* The step that is being read. */
struct step_draft {
    struct draft *draft;
    struct step *step;
    const char *action_word;           /* NULL while none was seen */
    const struct yaml_node *checks[2]; /* expect:, should: */
    const struct yaml_node *captures;
    const struct yaml_node *body; /* the key that gave it */
};

/* --- names ---------------------------------------------------------------------------------- */

static bool is_built_in(const char *name)
{
    const char *const *names = variables_built_in();
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static const char *known_variable(void *context, const char *name)
{
    const struct draft *d = context;
    return is_built_in(name) || scope_has(&d->scope, SCOPE_VARIABLE, name) ? "" : NULL;
}

void steps_check_template(struct draft *d, const struct yaml_node *node, const char *text,
                          size_t length)
{
    struct bytes scratch;
    char missing[VARIABLE_NAME_MAX];
    bytes_init(&scratch, CONTENT_MAX);
    bool fine =
        variables_expand(&scratch, text, length, known_variable, d, missing, sizeof missing);
    bytes_release(&scratch);
    if (fine || !missing[0])
        return;
    const char *at = strstr(node->text, arena_text(d->form.arena, "${%s", missing));
    size_t offset = at ? (size_t)(at - node->text) : 0;
    struct place place = form_within(node, offset, at ? strlen(missing) + 3 : node->length);
    if (!variables_is_name(missing)) {
        form_wrong(&d->form, place, "`${` begins a variable; write ${name}");
        return;
    }
    const char *nearest = scope_nearest(&d->scope, SCOPE_VARIABLE, missing, variables_built_in());
    form_wrong(&d->form, place, "variable '%s' has no value here%s%s%s", missing,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

bool steps_check_variable(struct draft *d, const struct yaml_node *name)
{
    if (!variables_is_name(name->text) || strchr(name->text, '.')) {
        form_wrong(&d->form, name->place,
                   "'%s' cannot name a variable: letters, digits, '_' and '-'", name->text);
        return false;
    }
    if (is_built_in(name->text)) {
        form_wrong(&d->form, name->place, "'%s' is a built-in variable; choose another name",
                   name->text);
        return false;
    }
    return true;
}

static void complain_unknown_name(struct draft *d, enum scope_kind kind,
                                  const struct yaml_node *value, const char *sentence)
{
    const char *nearest = scope_nearest(&d->scope, kind, value->text, NULL);
    form_wrong(&d->form, value->place, "%s '%s'%s%s%s", sentence, value->text,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* --- actions -------------------------------------------------------------------------------- */

static bool is_method(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 'A' || text[i] > 'Z')
            return false;
    }
    return length > 0;
}

static void read_request(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct form *f = &s->draft->form;
    const char *space = strchr(value->text, ' ');
    size_t length = space ? (size_t)(space - value->text) : value->length;
    (void)key;
    if (value->cut_by_comment)
        form_wrong(f, value->place,
                   "cut at ` #`: quote the text, or put two spaces before a comment");
    if (!space || !is_method(value->text, length)) {
        form_wrong(f, form_within(value, 0, length),
                   "a request is METHOD TARGET, such as GET ${paths.ping}; %s",
                   "methods are in capitals");
        return;
    }
    const char *target = space + 1;
    size_t offset = (size_t)(target - value->text);
    if (strpbrk(target, " \t\r\n")) {
        form_wrong(f, form_within(value, offset, value->length - offset),
                   "a target has no spaces; write a space as %%20");
        return;
    }
    if (target[0] != '/' && strncmp(target, "${", 2) != 0 && strcmp(target, "*") != 0) {
        form_wrong(f, form_within(value, offset, value->length - offset),
                   "a target begins with '/' or a variable");
        return;
    }
    steps_check_template(s->draft, value, value->text, value->length);
    s->step->method = arena_copy(f->arena, value->text, length);
    s->step->target = target;
}

static void keep(struct step_draft *s, const struct bytes *octets)
{
    s->step->octets = arena_copy(s->draft->form.arena, octets->data, octets->length);
    s->step->octet_count = octets->length;
}

static void read_raw(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct bytes octets;
    (void)key;
    bytes_init(&octets, CONTENT_MAX);
    if (content_raw(&s->draft->form, value, &octets)) {
        steps_check_template(s->draft, value, octets.data, octets.length);
        keep(s, &octets);
    }
    bytes_release(&octets);
}

static void read_bytes(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct bytes octets;
    (void)key;
    bytes_init(&octets, CONTENT_MAX);
    if (content_bytes(&s->draft->form, value, &octets))
        keep(s, &octets);
    bytes_release(&octets);
}

static void read_connect(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (scope_has(&s->draft->scope, SCOPE_CONNECTION, value->text))
        form_wrong(&s->draft->form, value->place, "connection '%s' was opened by an earlier step",
                   value->text);
    scope_add(&s->draft->scope, SCOPE_CONNECTION, value->text);
    s->step->connection = value->text;
}

static void read_signal(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->signal = value->text;
    steps_check_template(s->draft, value, value->text, value->length);
    if (variables_in(value->text, value->length) || signal_number(value->text))
        return;
    const char *nearest = signal_nearest(value->text);
    form_wrong(&s->draft->form, value->place, "unknown signal '%s'%s%s%s", value->text,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static void read_wait(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (strcmp(value->text, "exit") == 0)
        s->step->wait_for = WAIT_EXIT;
    else if (strcmp(value->text, "quiet") == 0)
        s->step->wait_for = WAIT_QUIET;
    else
        form_wrong(&s->draft->form, value->place,
                   "'wait' is exit (until the candidate ended) or quiet (until its descriptors "
                   "settle), not '%s'",
                   value->text);
}

static void read_join(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!scope_has(&s->draft->scope, SCOPE_BACKGROUND, value->text))
        complain_unknown_name(s->draft, SCOPE_BACKGROUND, value,
                              "no earlier step went to the background as");
    scope_remove(&s->draft->scope, SCOPE_BACKGROUND, value->text);
    s->step->background = value->text;
}

static void read_watch(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!scope_has(&s->draft->scope, SCOPE_CONNECTION, value->text))
        complain_unknown_name(s->draft, SCOPE_CONNECTION, value,
                              "no earlier step opened a connection");
    s->step->connection = value->text;
}

static void read_sleep(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->sleep = form_duration(&s->draft->form, key, value);
    form_warn(&s->draft->form, key->place,
              "a fixed sleep is too short on a slow machine and wasted on a fast one; %s",
              "prefer `wait: quiet`, `within:` or `delay:`");
}

static void read_times(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    unsigned long long times = 0;
    (void)key;
    if (!words_number(value->text, value->length, &times) || times < 1 || times > TIMES_MAX)
        form_wrong(&s->draft->form, value->place, "'times' is a whole number from 1 to %d",
                   TIMES_MAX);
    s->step->times = times > TIMES_MAX ? TIMES_MAX : (unsigned)times;
}

static void read_repeated(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct scope_mark mark = scope_mark(&s->draft->scope);
    (void)key;
    steps_read(s->draft, value, &s->step->steps, &s->step->step_count);
    scope_rewind(&s->draft->scope, mark);
}

static void read_repeat(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_TIMES] = read_times,
        [WORD_REPEAT_STEPS] = read_repeated,
    };
    struct step_draft *s = context;
    (void)key;
    form_read(&s->draft->form, PLACE_REPEAT, value, readers, s);
}

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

static void read_half_close(void *context, const struct yaml_node *key,
                            const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->half_close = strcmp(value->text, "true") == 0;
    if (!s->step->half_close && strcmp(value->text, "false") != 0)
        form_wrong(&s->draft->form, value->place, "'%s' is true or false", key->text);
}

static void read_capture(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->captures = value;
}

static bool is_field_name(const char *name)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$%&'*+-.^_`|~";
    return name[0] && strspn(name, token) == strlen(name);
}

static void read_header(struct step_draft *s, const struct yaml_pair *pair)
{
    struct form *f = &s->draft->form;
    const char *value = form_text(f, &pair->value, "the value of a field");
    if (!is_field_name(pair->key.text)) {
        form_wrong(f, pair->key.place, "'%s' is not the name of a field", pair->key.text);
        return;
    }
    if (!value)
        return;
    if (strpbrk(value, "\r\n")) {
        form_wrong(f, pair->value.place, "a field stands on one line; odd heads belong in `raw:`");
        return;
    }
    steps_check_template(s->draft, &pair->value, value, pair->value.length);
    struct field_template *fields = (struct field_template *)s->step->headers;
    fields[s->step->header_count++] =
        (struct field_template){.name = pair->key.text, .value = value};
}

static void read_headers(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->headers = arena_zero(s->draft->form.arena, value->count, sizeof *s->step->headers);
    for (size_t i = 0; i < value->count; i++)
        read_header(s, &value->pairs[i]);
}

/* True if this is the first of body:, json: and file:. */
static bool claim_body(struct step_draft *s, const struct yaml_node *key)
{
    if (s->body) {
        form_wrong(&s->draft->form, key->place, "'%s' and '%s': a request has one content",
                   s->body->text, key->text);
        return false;
    }
    s->body = key;
    s->step->has_body = true;
    return true;
}

static void set_body(struct step_draft *s, const char *octets, size_t length, bool is_template)
{
    s->step->body = octets;
    s->step->body_length = length;
    s->step->body_is_template = is_template;
}

static void read_body(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    if (!claim_body(s, key))
        return;
    steps_check_template(s->draft, value, value->text, value->length);
    set_body(s, value->text, value->length, true);
}

static void read_json(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct bytes text;
    if (!claim_body(s, key))
        return;
    bytes_init(&text, CONTENT_MAX);
    if (content_json(&s->draft->form, value, &text)) {
        steps_check_template(s->draft, value->kind == YAML_SCALAR ? value : key, text.data,
                             text.length);
        set_body(s, arena_copy(s->draft->form.arena, text.data, text.length), text.length, true);
        s->step->media_type = "application/json";
    }
    bytes_release(&text);
}

static void read_file(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct arena *a = s->draft->form.arena;
    struct failure why = {.code = FAILURE_NONE};
    struct bytes octets;
    if (!claim_body(s, key))
        return;
    const char *path =
        value->text[0] == '/' ? value->text : arena_text(a, "%s/%s", s->draft->folder, value->text);
    bytes_init(&octets, CONTENT_MAX);
    if (file_read(&octets, path, &why))
        set_body(s, arena_copy(a, octets.data, octets.length), octets.length, false);
    else
        form_wrong(&s->draft->form, value->place, "%s", why.sentence);
    bytes_release(&octets);
}

static void read_expect(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->checks[0] = value;
}

static void read_should(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->checks[1] = value;
}

/* --- checks and captures, once the action is known ------------------------------------------- */

#define AFTER_ANSWER                                                                               \
    (1u << ACTION_REQUEST | 1u << ACTION_RAW | 1u << ACTION_BYTES | 1u << ACTION_JOIN)

/* Where each subject has something to be judged. */
static const struct subject_place {
    unsigned actions;
    const char *hint;
} subject_places[SUBJECT_COUNT] = {
    [SUBJECT_STATUS] = {AFTER_ANSWER, "a step that gets a response"},
    [SUBJECT_HEADER] = {AFTER_ANSWER, "a step that gets a response"},
    [SUBJECT_BODY] = {AFTER_ANSWER, "a step that gets a response"},
    [SUBJECT_JSON] = {AFTER_ANSWER, "a step that gets a response"},
    [SUBJECT_ELAPSED] = {AFTER_ANSWER, "a step that gets a response"},
    [SUBJECT_CLOSED] = {AFTER_ANSWER | 1u << ACTION_WATCH, "a `watch:` step, or with a response"},
    [SUBJECT_RESET] = {AFTER_ANSWER | 1u << ACTION_WATCH, "a `watch:` step, or with a response"},
    [SUBJECT_CONNECT] = {1u << ACTION_CONNECT, "a `connect:` step"},
    [SUBJECT_EXIT_CODE] = {1u << ACTION_WAIT, "a `wait: exit` step"},
    [SUBJECT_LAST_LINE] = {1u << ACTION_WAIT, "a `wait: exit` step"},
    [SUBJECT_METRIC] = {1u << ACTION_WAIT, "a `wait:` step"},
};

static void check_fits(struct step_draft *s, const struct yaml_node *node, const struct check *c)
{
    const struct subject_place *place = &subject_places[c->subject.kind];
    bool metric = c->subject.kind == SUBJECT_METRIC;
    enum wait_for wanted = metric ? metric_find(c->subject.argument)->wait_for : WAIT_EXIT;
    const char *word = metric ? c->subject.argument : subject_word(c->subject.kind);
    bool waits = s->step->action == ACTION_WAIT;
    if (!(place->actions & 1u << s->step->action))
        form_wrong(&s->draft->form, node->place, "'%s' cannot be judged here; it belongs in %s",
                   word, place->hint);
    else if (waits && s->step->wait_for != wanted)
        form_wrong(&s->draft->form, node->place, "'%s' is judged in a `wait: %s` step", word,
                   wanted == WAIT_EXIT ? "exit" : "quiet");
}

/* The text of a check, or NULL after a complaint about what YAML made of it. */
static const char *check_text(struct form *f, const struct yaml_node *node)
{
    if (node->kind != YAML_SCALAR) {
        form_wrong(f, node->place, "a check is one line of text, and YAML made %s of it; %s",
                   node->kind == YAML_MAPPING ? "a mapping" : "a list",
                   "put the whole check in single quotes");
        return NULL;
    }
    if (node->cut_by_comment) {
        form_wrong(
            f, node->place,
            "cut at ` #`: put the whole check in single quotes, or two spaces before a comment");
        return NULL;
    }
    return form_text(f, node, "a check");
}

static void read_check(struct step_draft *s, const struct yaml_node *node, bool must)
{
    struct form *f = &s->draft->form;
    struct check_error error;
    const char *text = check_text(f, node);
    if (!text)
        return;
    struct check *c = &s->step->checks[s->step->check_count];
    if (!check_compile(f->arena, text, must, c, &error)) {
        form_wrong(f, form_within(node, error.offset, error.length), "%s", error.sentence);
        return;
    }
    c->line = node->place.line;
    c->column = node->place.column;
    s->step->check_count++;
    s->draft->checks++;
    check_fits(s, node, c);
    for (size_t i = 0; c->has_variable && i < c->value_count; i++)
        steps_check_template(s->draft, node, c->values[i].text, strlen(c->values[i].text));
}

static size_t list_length(const struct yaml_node *node)
{
    if (!node)
        return 0;
    return node->kind == YAML_SEQUENCE ? node->count : 1;
}

static void read_checks(struct step_draft *s)
{
    struct form *f = &s->draft->form;
    size_t room = list_length(s->checks[0]) + list_length(s->checks[1]);
    if (!(words()[WORD_EXPECT].actions & 1u << s->step->action))
        return;
    if (room > CHECKS_MAX) {
        form_wrong(f, s->checks[s->checks[0] == NULL]->place, "more than %d checks in one step",
                   CHECKS_MAX);
        return;
    }
    s->step->checks = arena_zero(f->arena, room, sizeof *s->step->checks);
    for (int i = 0; i < 2; i++) {
        const struct yaml_node *list = s->checks[i];
        bool is_list = list && list->kind == YAML_SEQUENCE;
        if (list && !is_list)
            read_check(s, list, i == 0);
        for (size_t k = 0; is_list && k < list->count; k++)
            read_check(s, &list->items[k], i == 0);
    }
}

static bool is_capturable(enum subject_kind kind)
{
    return kind == SUBJECT_STATUS || kind == SUBJECT_HEADER || kind == SUBJECT_BODY ||
           kind == SUBJECT_JSON;
}

static void read_one_capture(struct step_draft *s, const struct yaml_pair *pair)
{
    struct form *f = &s->draft->form;
    struct check_error error;
    struct subject subject;
    const char *text = form_text(f, &pair->value, "a capture");
    if (!text || !steps_check_variable(s->draft, &pair->key))
        return;
    scope_add(&s->draft->scope, SCOPE_VARIABLE, pair->key.text);
    if (!check_subject(f->arena, text, &subject, &error)) {
        form_wrong(f, form_within(&pair->value, error.offset, error.length), "%s", error.sentence);
        return;
    }
    if (!is_capturable(subject.kind)) {
        form_wrong(f, pair->value.place, "only status, header NAME, body and json PROGRAM %s",
                   "can be captured");
        return;
    }
    struct capture *captures = (struct capture *)s->step->captures;
    captures[s->step->capture_count++] =
        (struct capture){.variable = pair->key.text, .subject = subject};
}

static void read_captures(struct step_draft *s)
{
    if (!s->captures)
        return;
    s->step->captures =
        arena_zero(s->draft->form.arena, s->captures->count, sizeof *s->step->captures);
    for (size_t i = 0; i < s->captures->count; i++)
        read_one_capture(s, &s->captures->pairs[i]);
}

/* --- a step as a whole ----------------------------------------------------------------------- */

/* Finds the one action; false if the step cannot be read at all. */
static bool find_action(struct step_draft *s, const struct yaml_node *node)
{
    struct form *f = &s->draft->form;
    bool typo = false;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->pairs[i].key;
        enum word_id id = word_find(PLACE_STEP, key->text);
        typo |= id == WORD_COUNT;
        if (id == WORD_COUNT || !words()[id].is_action)
            continue;
        if (s->action_word) {
            form_wrong(f, key->place, "'%s' and '%s': a step has one action; begin a new step",
                       s->action_word, key->text);
            return false;
        }
        s->action_word = key->text;
        s->step->action = words()[id].action;
    }
    if (!s->action_word && !typo)
        form_wrong(f, node->place,
                   "a step needs an action: request, raw, bytes, connect, signal, "
                   "wait, join, watch, sleep or repeat");
    return true;
}

static void check_modifiers(struct step_draft *s, const struct yaml_node *node)
{
    for (size_t i = 0; s->action_word && i < node->count; i++) {
        const struct yaml_node *key = &node->pairs[i].key;
        enum word_id id = word_find(PLACE_STEP, key->text);
        if (id == WORD_COUNT || words()[id].is_action)
            continue;
        if (!(words()[id].actions & 1u << s->step->action))
            form_wrong(&s->draft->form, key->place, "'%s' does not go with '%s'", key->text,
                       s->action_word);
    }
}

/* What a background step and its join share out between them. */
static void check_background(struct step_draft *s)
{
    if (!s->step->background || s->step->action == ACTION_JOIN)
        return;
    const struct yaml_node *late = s->checks[0] ? s->checks[0] : s->checks[1];
    if (!late)
        late = s->captures;
    if (late)
        form_wrong(&s->draft->form, late->place,
                   "a step in the background has no response yet; judge it in `join: %s`",
                   s->step->background);
}

static bool wants_checks(const struct step *step)
{
    switch (step->action) {
    case ACTION_REQUEST:
    case ACTION_RAW:
    case ACTION_BYTES: return !step->background;
    case ACTION_JOIN:
    case ACTION_WATCH: return true;
    case ACTION_WAIT: return step->wait_for == WAIT_EXIT;
    default: return false;
    }
}

static const char *default_name(struct draft *d, const struct yaml_node *node, const char *action)
{
    const struct yaml_node *value = action ? yaml_get(node, action) : NULL;
    if (!value)
        return "";
    if (value->kind != YAML_SCALAR)
        return action;
    size_t line = strcspn(value->text, "\n");
    if (strcmp(action, "request") == 0)
        return arena_copy(d->form.arena, value->text, line);
    return arena_text(d->form.arena, "%s %.*s", action, (int)(line < 60 ? line : 60), value->text);
}

static form_reader *const step_readers[WORD_COUNT] = {
    [WORD_REQUEST] = read_request,
    [WORD_RAW] = read_raw,
    [WORD_BYTES] = read_bytes,
    [WORD_CONNECT] = read_connect,
    [WORD_SIGNAL] = read_signal,
    [WORD_WAIT] = read_wait,
    [WORD_JOIN] = read_join,
    [WORD_WATCH] = read_watch,
    [WORD_SLEEP] = read_sleep,
    [WORD_REPEAT] = read_repeat,
    [WORD_NAME] = read_name,
    [WORD_STEP_NEEDS] = read_needs,
    [WORD_CONNECTION] = read_connection,
    [WORD_BACKGROUND] = read_background,
    [WORD_DELAY] = read_delay,
    [WORD_WITHIN] = read_within,
    [WORD_HALF_CLOSE] = read_half_close,
    [WORD_CAPTURE] = read_capture,
    [WORD_HEADERS] = read_headers,
    [WORD_BODY] = read_body,
    [WORD_JSON] = read_json,
    [WORD_FILE] = read_file,
    [WORD_EXPECT] = read_expect,
    [WORD_SHOULD] = read_should,
};

static void read_step(struct draft *d, const struct yaml_node *node, struct step *step)
{
    struct step_draft s = {.draft = d, .step = step};
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
    read_checks(&s);
    read_captures(&s);
    if (step->check_count == 0 && !s.checks[0] && !s.checks[1] && wants_checks(step))
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
    *steps = read;
    *count = list->count;
}

void steps_release(const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < steps[i].check_count; k++)
            check_release(&steps[i].checks[k]);
        if (steps[i].step_count)
            steps_release(steps[i].steps, steps[i].step_count);
    }
}
