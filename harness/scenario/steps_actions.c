/* SPDX-License-Identifier: MIT */
/* The actions other than requests: what is sent as it stands, connections, signals, waiting.
 */
#include "scenario/step_draft.h"

#include <string.h>

#include "base/words.h"
#include "scenario/content.h"
#include "scenario/limits.h"
#include "scenario/signals.h"
#include "scenario/variables.h"

static void complain_unknown_name(struct draft *d, enum scope_kind kind,
                                  const struct yaml_node *value, const char *sentence)
{
    const char *nearest = scope_nearest(&d->scope, kind, value->text, NULL);
    form_wrong(&d->form, value->place, "%s '%s'%s%s%s", sentence, value->text,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static void keep(struct step_draft *s, const struct bytes *octets)
{
    s->step->octets = arena_copy(s->draft->form.arena, octets->data, octets->length);
    s->step->octet_count = octets->length;
}

void step_read_raw(void *context, const struct yaml_node *key, const struct yaml_node *value)
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

void step_read_bytes(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct bytes octets;
    (void)key;
    bytes_init(&octets, CONTENT_MAX);
    if (content_bytes(&s->draft->form, value, &octets))
        keep(s, &octets);
    bytes_release(&octets);
}

void step_read_connect(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (scope_has(&s->draft->scope, SCOPE_CONNECTION, value->text))
        form_wrong(&s->draft->form, value->place, "connection '%s' was opened by an earlier step",
                   value->text);
    scope_add(&s->draft->scope, SCOPE_CONNECTION, value->text);
    s->step->connection = value->text;
}

void step_read_fuzz(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!variables_is_name(value->text) || strchr(value->text, '.'))
        form_wrong(&s->draft->form, value->place, "'%s' is not the name of a fuzzing target",
                   value->text);
    s->step->fuzz = value->text;
}

void step_read_signal(void *context, const struct yaml_node *key, const struct yaml_node *value)
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

const char *const wait_for_names[] = {[WAIT_EXIT] = "exit", [WAIT_QUIET] = "quiet", NULL};

void step_read_wait(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    int what = 0;
    while (wait_for_names[what] && strcmp(value->text, wait_for_names[what]) != 0)
        what++;
    if (wait_for_names[what])
        s->step->wait_for = (enum wait_for)what;
    else
        form_wrong(&s->draft->form, value->place,
                   "'wait' is exit (until the candidate ended) or quiet (until its descriptors "
                   "settle), not '%s'",
                   value->text);
}

void step_read_join(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!scope_has(&s->draft->scope, SCOPE_BACKGROUND, value->text))
        complain_unknown_name(s->draft, SCOPE_BACKGROUND, value,
                              "no earlier step went to the background as");
    scope_remove(&s->draft->scope, SCOPE_BACKGROUND, value->text);
    s->step->background = value->text;
}

void step_read_watch(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!scope_has(&s->draft->scope, SCOPE_CONNECTION, value->text))
        complain_unknown_name(s->draft, SCOPE_CONNECTION, value,
                              "no earlier step opened a connection");
    s->step->connection = value->text;
}

void step_read_leave(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    step_read_watch(context, key, value);
    struct step_draft *s = context;
    scope_remove(&s->draft->scope, SCOPE_CONNECTION, value->text);
}

void step_read_sleep(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->sleep = form_duration(&s->draft->form, key, value);
    form_warn(&s->draft->form, key->place,
              "a fixed sleep is too short on a slow machine and wasted on a fast one; %s",
              "prefer `wait: quiet`, `within:` or `delay:`");
}

void step_read_exec(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->command = form_names(&s->draft->form, value, "an argument", NULL);
    if (value->count == 0)
        form_wrong(&s->draft->form, key->place, "a list of arguments without a program");
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_node *word = &value->items[i];
        if (word->kind == YAML_SCALAR)
            steps_check_template(s->draft, word, word->text, word->length);
    }
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

void step_read_repeat(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_TIMES] = read_times,
        [WORD_REPEAT_STEPS] = read_repeated,
    };
    struct step_draft *s = context;
    (void)key;
    form_read(&s->draft->form, PLACE_REPEAT, value, readers, s);
}
