/* SPDX-License-Identifier: MIT */
/* `inject:` and `limit:`, which harm the candidate while steps of their own are played.
 */
#include "scenario/step_draft.h"

#include <ctype.h>
#include <string.h>

#include "base/words.h"
#include "scenario/quantity.h"

enum { ERRNO_MAX = 200, NTH_MAX = 1000, SWEEP_MAX = 20, DESCRIPTORS_MAX = 10000 };

/* Octets. Below the least it could not be told from a process that never asked. */
static const double MEMORY_MIN = 512 * 1024, MEMORY_MAX = 1e12;

static bool is_call(const char *name)
{
    return islower((unsigned char)*name) &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* With "?" strace passes over calls that this kind of processor does not have. */
static void read_calls(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct form *f = &s->draft->form;
    const struct name_list names = form_names(f, value, "system call", NULL);
    const char *list = "";
    for (size_t i = 0; i < names.count; i++) {
        if (!is_call(names.items[i]))
            form_wrong(f, value->items[i].place, "'%s' is not the name of a system call",
                       names.items[i]);
        if (strcmp(names.items[i], "brk") == 0)
            form_wrong(f, value->items[i].place,
                       "brk(2) has no error that could be injected; use `limit:` with 'memory'");
        list = arena_text(f->arena, "%s%s?%s", list, *list ? "," : "", names.items[i]);
    }
    if (value->count == 0)
        form_wrong(f, key->place, "without a call nothing fails");
    s->step->injection.calls = list;
}

static void read_error(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    const char *names[ERRNO_MAX + 1];
    size_t count = 0;
    (void)key;
    for (int i = 1; i < ERRNO_MAX; i++) {
        names[count] = strerrorname_np(i);
        if (names[count] && strcmp(names[count], value->text) == 0)
            s->step->injection.error = names[count];
        count += names[count] != NULL;
    }
    names[count] = NULL;
    if (!s->step->injection.error)
        form_wrong(&s->draft->form, value->place, "'%s' is no error of errno(3)%s", value->text,
                   form_hint(&s->draft->form, value->text, names));
}

/* "3" or "1..5". */
static bool parse_nth(const char *text, size_t length, struct injection *out)
{
    const char *dots = strstr(text, "..");
    size_t front = dots ? (size_t)(dots - text) : length;
    unsigned long long first = 0, last = 0;
    if (!words_number(text, front, &first))
        return false;
    last = first;
    if (dots && !words_number(dots + 2, length - front - 2, &last))
        return false;
    out->first = (unsigned)first;
    out->last = (unsigned)last;
    return first >= 1 && first <= last && last <= NTH_MAX && last - first < SWEEP_MAX;
}

static void read_nth(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (strcmp(value->text, "every") != 0 &&
        !parse_nth(value->text, value->length, &s->step->injection))
        form_wrong(&s->draft->form, value->place,
                   "'nth' is a number up to %d, up to %d of them such as 1..5, or every", NTH_MAX,
                   SWEEP_MAX);
}

static void read_lasts(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->duration = form_duration(&s->draft->form, key, value);
}

static void read_descriptors(void *context, const struct yaml_node *key,
                             const struct yaml_node *value)
{
    struct step_draft *s = context;
    unsigned long long count = 0;
    (void)key;
    if (!words_number(value->text, value->length, &count) || count > DESCRIPTORS_MAX)
        form_wrong(&s->draft->form, value->place, "'descriptors' is a number from 0 to %d",
                   DESCRIPTORS_MAX);
    s->step->descriptors = count;
    s->step->limits_descriptors = true;
}

static void read_memory(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    double octets = 0;
    enum check_unit unit = UNIT_NONE;
    (void)key;
    if (!quantity_parse(value->text, value->length, &octets, &unit) ||
        !unit_same_kind(unit, UNIT_B) || octets < MEMORY_MIN || octets > MEMORY_MAX)
        form_wrong(&s->draft->form, value->place, "'memory' is 512 KiB or more");
    else
        s->step->memory = (uint64_t)octets;
    s->step->limits_memory = true;
}

static void read_steps(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct scope_mark mark = scope_mark(&s->draft->scope);
    bool around = s->draft->harmed;
    (void)key;
    s->draft->harmed = true;
    steps_read(s->draft, value, &s->step->steps, &s->step->step_count);
    s->draft->harmed = around;
    scope_rewind(&s->draft->scope, mark);
}

static void read_harm(struct step_draft *s, enum word_place place, const struct yaml_node *key,
                      const struct yaml_node *value, form_reader *const readers[WORD_COUNT])
{
    form_read(&s->draft->form, place, value, readers, s);
    if (!s->draft->harm)
        s->draft->harm = key;
}

void step_read_inject(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_CALLS] = read_calls,        [WORD_ERROR] = read_error,        [WORD_NTH] = read_nth,
        [WORD_INJECT_LASTS] = read_lasts, [WORD_INJECT_STEPS] = read_steps,
    };
    read_harm(context, PLACE_INJECT, key, value, readers);
}

void step_read_limit(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_DESCRIPTORS] = read_descriptors,
        [WORD_MEMORY] = read_memory,
        [WORD_LIMIT_LASTS] = read_lasts,
        [WORD_LIMIT_STEPS] = read_steps,
    };
    struct step_draft *s = context;
    read_harm(s, PLACE_LIMIT, key, value, readers);
    if (!s->step->limits_descriptors && !s->step->limits_memory)
        form_wrong(&s->draft->form, key->place, "`limit:` needs 'descriptors' or 'memory'");
}

void step_check_harmed(struct step_draft *s, const struct yaml_node *node)
{
    const unsigned outside =
        ACTIONS_HARM | 1u << ACTION_WAIT | 1u << ACTION_SOAK | 1u << ACTION_FUZZ;
    if (s->draft->harmed && outside & 1u << s->step->action)
        form_wrong(&s->draft->form, node->place,
                   "'%s' cannot be judged inside `inject:` or `limit:`; put it behind",
                   s->action_word);
}
