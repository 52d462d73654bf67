/* SPDX-License-Identifier: MIT */
/* The checks and captures of a step, once its action is known: what can be judged where.
 */
#include "scenario/step_draft.h"

#include <string.h>

#include "scenario/metrics.h"
#include "scenario/stubs.h"

enum { CHECKS_MAX = 1000 };

#define AFTER_ANSWER                                                                               \
    (1u << ACTION_REQUEST | 1u << ACTION_RAW | 1u << ACTION_BYTES | 1u << ACTION_JOIN)
#define AFTER_OUTPUT (AFTER_ANSWER | 1u << ACTION_EXEC)

/* Where each subject has something to be judged. */
static const struct subject_place {
    unsigned actions;
    bool each;     /* also on every response of a load or churn */
    bool any_wait; /* also in a `wait: quiet` step */
    const char *hint;
} subject_places[SUBJECT_COUNT] = {
    [SUBJECT_STATUS] = {AFTER_ANSWER, true, .hint = "a step that gets a response"},
    [SUBJECT_HEADER] = {AFTER_ANSWER, true, .hint = "a step that gets a response"},
    [SUBJECT_TRAILER] = {AFTER_ANSWER, true, .hint = "a step that gets a response"},
    [SUBJECT_BODY] = {AFTER_OUTPUT, true, .hint = "a step that gets a response"},
    [SUBJECT_JSON] = {AFTER_OUTPUT, true, .hint = "a step that gets a response"},
    [SUBJECT_ELAPSED] = {AFTER_OUTPUT, true, .hint = "a step that gets a response"},
    [SUBJECT_CLOSED] = {AFTER_ANSWER | 1u << ACTION_WATCH,
                        .hint = "a `watch:` step, or with a response"},
    [SUBJECT_RESET] = {AFTER_ANSWER | 1u << ACTION_WATCH,
                       .hint = "a `watch:` step, or with a response"},
    [SUBJECT_CONNECT] = {1u << ACTION_CONNECT, .hint = "a `connect:` step"},
    [SUBJECT_EXIT_CODE] = {1u << ACTION_WAIT | 1u << ACTION_EXEC,
                           .hint = "a `wait: exit` or `exec:` step"},
    [SUBJECT_CALL] = {AFTER_ANSWER | 1u << ACTION_WATCH | 1u << ACTION_WAIT, .any_wait = true,
                      .hint = "a `watch:` or `wait:` step, or with a response"},
    [SUBJECT_LAST_LINE] = {1u << ACTION_WAIT, .hint = "a `wait: exit` step"},
};

/* Where a metric is taken. */
static const char *metric_hint(const struct metric *m)
{
    const unsigned both = 1u << ACTION_LOAD | 1u << ACTION_CHURN;
    if ((m->actions & both) == both)
        return "a `load:` or `churn:` step";
    if (m->actions & ACTIONS_HARM)
        return m->actions & 1u << ACTION_LIMIT ? "an `inject:` or `limit:` step"
                                               : "an `inject:` step";
    if (m->actions & 1u << ACTION_LOAD)
        return "a `load:` step";
    if (m->actions & 1u << ACTION_CHURN)
        return "a `churn:` step";
    if (m->actions & 1u << ACTION_FUZZ)
        return "a `fuzz:` step";
    if (m->actions & 1u << ACTION_ATTACK)
        return "an `attack:` step";
    return m->wait_for == WAIT_EXIT ? "a `wait: exit` step" : "a `wait: quiet` step";
}

const char *subject_where(enum subject_kind kind)
{
    return subject_places[kind].hint;
}

static bool is_judged_at(const struct step *step, const struct check *c)
{
    const struct metric *m =
        c->subject.kind == SUBJECT_METRIC ? metric_find(c->subject.argument) : NULL;
    const struct subject_place *place = &subject_places[c->subject.kind];
    unsigned actions = m ? m->actions : place->actions;
    enum wait_for wanted = m ? m->wait_for : WAIT_EXIT;
    return actions & 1u << step->action &&
           (step->action != ACTION_WAIT || place->any_wait || step->wait_for == wanted);
}

static const char *check_word(const struct check *c)
{
    return c->subject.kind == SUBJECT_METRIC ? c->subject.argument : subject_word(c->subject.kind);
}

typedef void fits_fn(struct step_draft *s, const struct yaml_node *node, const struct check *c);

/* A check of `expect:` or `should:`. */
static void fits_step(struct step_draft *s, const struct yaml_node *node, const struct check *c)
{
    const struct subject_place *place = &subject_places[c->subject.kind];
    if (is_judged_at(s->step, c))
        return;
    if (ACTIONS_MANY & 1u << s->step->action && place->each)
        form_wrong(&s->draft->form, node->place,
                   "'%s' is a matter of one response; it belongs in `each:`", check_word(c));
    else
        form_wrong(&s->draft->form, node->place, "'%s' cannot be judged here; it belongs in %s",
                   check_word(c),
                   place->hint ? place->hint : metric_hint(metric_find(c->subject.argument)));
}

static void fits_each(struct step_draft *s, const struct yaml_node *node, const struct check *c)
{
    if (subject_places[c->subject.kind].each)
        return;
    if (is_judged_at(s->step, c))
        form_wrong(&s->draft->form, node->place,
                   "'%s' is a matter of the whole step; it belongs in `expect:` or `should:`",
                   check_word(c));
    else
        form_wrong(&s->draft->form, node->place, "'%s' cannot be judged on every response; %s",
                   check_word(c), "`each:` takes status, header, trailer, body, json and elapsed");
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

/* Checks that go to one place. */
struct check_list {
    struct check *items;
    size_t count;
    fits_fn *fits;
};

static void read_check(struct step_draft *s, const struct yaml_node *node, bool must,
                       struct check_list *list)
{
    struct form *f = &s->draft->form;
    struct check_error error;
    const char *text = check_text(f, node);
    if (!text)
        return;
    struct check *c = &list->items[list->count];
    if (!check_compile(f->arena, text, must, c, &error)) {
        form_wrong(f, form_within(node, error.offset, error.length), "%s", error.sentence);
        return;
    }
    c->line = node->place.line;
    c->column = node->place.column;
    list->count++;
    list->fits(s, node, c);
    stubs_check(s->draft, node, c);
    for (size_t i = 0; c->has_variable && i < c->value_count; i++)
        steps_check_template(s->draft, node, c->values[i].text, strlen(c->values[i].text));
}

/* A check, or a list of them; or NULL. */
static void read_list(struct step_draft *s, const struct yaml_node *node, bool must,
                      struct check_list *list)
{
    if (node && node->kind != YAML_SEQUENCE)
        read_check(s, node, must, list);
    for (size_t i = 0; node && node->kind == YAML_SEQUENCE && i < node->count; i++)
        read_check(s, &node->items[i], must, list);
}

static size_t list_length(const struct yaml_node *node)
{
    if (!node)
        return 0;
    return node->kind == YAML_SEQUENCE ? node->count : 1;
}

/* Room for `count` checks; false after a complaint at `node`, which holds the first of them. */
static bool make_room(struct step_draft *s, const struct yaml_node *node, size_t count,
                      struct check_list *list)
{
    if (count > CHECKS_MAX) {
        form_wrong(&s->draft->form, node->place, "more than %d checks in one step", CHECKS_MAX);
        return false;
    }
    list->items = arena_zero(s->draft->form.arena, count, sizeof *list->items);
    return true;
}

static void read_expected(struct step_draft *s)
{
    struct check_list list = {.fits = fits_step};
    size_t room = list_length(s->checks[0]) + list_length(s->checks[1]);
    if (!make_room(s, s->checks[s->checks[0] == NULL], room, &list))
        return;
    read_list(s, s->checks[0], true, &list);
    read_list(s, s->checks[1], false, &list);
    s->step->checks = list.items;
    s->step->check_count = list.count;
    s->draft->checks += list.count;
}

static void read_each(struct step_draft *s)
{
    struct check_list list = {.fits = fits_each};
    if (!make_room(s, s->each, list_length(s->each), &list))
        return;
    read_list(s, s->each, true, &list);
    s->step->each = list.items;
    s->step->each_count = list.count;
}

/* A modifier that does not go with the action has been complained of: what it says is passed
 * over. */
void step_read_checks(struct step_draft *s)
{
    if (word_row(WORD_EACH)->actions & 1u << s->step->action)
        read_each(s);
    if (word_row(WORD_EXPECT)->actions & 1u << s->step->action)
        read_expected(s);
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

void step_read_captures(struct step_draft *s)
{
    if (!s->captures)
        return;
    s->step->captures =
        arena_zero(s->draft->form.arena, s->captures->count, sizeof *s->step->captures);
    for (size_t i = 0; i < s->captures->count; i++)
        read_one_capture(s, &s->captures->pairs[i]);
}
