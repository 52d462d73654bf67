/* SPDX-License-Identifier: MIT */
/* One reader per word of a stub. */
#include "scenario/stubs.h"

#include <string.h>

#include "base/words.h"
#include "scenario/content.h"
#include "scenario/limits.h"
#include "scenario/step_draft.h"

enum { NAME_MAX_LENGTH = 32 };

const char *const stub_reply_names[STUB_REPLIES] = {"close", "reset", "hang", "garbage", "refuse"};

/* The stub that is being read. */
struct stub_draft {
    struct draft *draft;
    struct stub_behaviour *out;
    const struct yaml_node *content; /* the key that gave it, or NULL */
    const struct yaml_node *cut;     /* the value of reset-after, or NULL */
};

static void read_reply(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct stub_draft *s = context;
    unsigned long long status = 0;
    (void)key;
    for (int i = 0; stub_reply_names[i]; i++) {
        if (strcmp(stub_reply_names[i], value->text) == 0) {
            s->out->reply = (enum stub_reply)(i + 1);
            return;
        }
    }
    s->out->reply = STUB_STATUS;
    if (!words_number(value->text, value->length, &status) || status < STUB_STATUS_MIN ||
        status > STUB_STATUS_MAX)
        form_wrong(&s->draft->form, value->place,
                   "a stub replies with a status from %d to %d, or does this: close, reset, hang, "
                   "garbage, refuse%s",
                   STUB_STATUS_MIN, STUB_STATUS_MAX,
                   form_hint(&s->draft->form, value->text, stub_reply_names));
    s->out->status = (int)status;
}

static void read_delay(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct stub_draft *s = context;
    s->out->delay = form_duration(&s->draft->form, key, value);
}

static bool claim_content(struct stub_draft *s, const struct yaml_node *key)
{
    if (s->content)
        form_wrong(&s->draft->form, key->place, "'%s' and '%s': a response has one content",
                   s->content->text, key->text);
    bool first = !s->content;
    s->content = key;
    return first;
}

static void read_body(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct stub_draft *s = context;
    if (!claim_content(s, key))
        return;
    s->out->body = value->text;
    s->out->body_length = value->length;
    s->out->media_type = NULL;
}

static void read_json(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct stub_draft *s = context;
    struct bytes text;
    if (!claim_content(s, key))
        return;
    bytes_init(&text, CONTENT_MAX);
    if (content_json(&s->draft->form, value, &text)) {
        s->out->body = arena_copy(s->draft->form.arena, text.data, text.length);
        s->out->body_length = text.length;
        s->out->media_type = "application/json";
    }
    bytes_release(&text);
}

static void read_reset_after(void *context, const struct yaml_node *key,
                             const struct yaml_node *value)
{
    struct stub_draft *s = context;
    unsigned long long octets = 0;
    (void)key;
    s->cut = value;
    if (!words_number(value->text, value->length, &octets) || octets < 1 ||
        octets > RESET_AFTER_MAX)
        form_wrong(&s->draft->form, value->place,
                   "'reset-after' is a number of octets from 1 to %d", RESET_AFTER_MAX);
    s->out->reset_after = (size_t)octets;
}

/* `out` holds what the stub usually does. */
static void read_behaviour(struct draft *d, const struct yaml_node *value,
                           struct stub_behaviour *out)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_REPLY] = read_reply,
        [WORD_STUB_DELAY] = read_delay,
        [WORD_STUB_BODY] = read_body,
        [WORD_STUB_JSON] = read_json,
        [WORD_RESET_AFTER] = read_reset_after,
    };
    struct stub_draft s = {.draft = d, .out = out};
    if (value->kind == YAML_SCALAR && value->length)
        read_reply(&s, value, value);
    else
        form_read(&d->form, PLACE_STUB, value, readers, &s);
    const struct yaml_node *odd = s.content ? s.content : s.cut;
    if (odd && out->reply != STUB_STATUS)
        form_wrong(&d->form, odd->place, "a stub that does '%s' sends no response",
                   stub_reply_names[out->reply - 1]);
}

/* --- names ------------------------------------------------------------------------------------ */

static size_t find(const struct draft *d, const char *name)
{
    size_t i = 0;
    while (i < d->stub_count && strcmp(d->stubs[i].name, name) != 0)
        i++;
    return i;
}

static void unknown_stub(struct draft *d, struct place place, const char *name)
{
    const char *names[STUBS_MAX + 1] = {NULL};
    for (size_t i = 0; i < d->stub_count; i++)
        names[i] = d->stubs[i].name;
    form_wrong(&d->form, place, "`stubs:` has no '%.60s'%s", name,
               form_hint(&d->form, name, names));
}

/* The environment knows one case and no '-': what is one there is one here. */
static bool is_same(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        bool dash = (*a == '-' || *a == '_') && (*b == '-' || *b == '_');
        if (!dash && (*a | 0x20) != (*b | 0x20))
            return false;
    }
    return *a == *b;
}

static bool check_name(struct draft *d, const struct yaml_node *key)
{
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (!key->length || key->length > NAME_MAX_LENGTH || strspn(key->text, fine) != key->length) {
        form_wrong(&d->form, key->place,
                   "a stub's name has letters, digits, '-' and '_', and at most %d of them",
                   NAME_MAX_LENGTH);
        return false;
    }
    for (size_t i = 0; i < d->stub_count; i++) {
        if (is_same(d->stubs[i].name, key->text)) {
            form_wrong(&d->form, key->place, "'%s' and '%s' are one name in the environment",
                       d->stubs[i].name, key->text);
            return false;
        }
    }
    return true;
}

/* --- the door --------------------------------------------------------------------------------- */

void stubs_read(struct draft *d, const struct yaml_node *map, struct scenario *out)
{
    struct stub *stubs = arena_zero(d->form.arena, map->count, sizeof *stubs);
    d->stubs = out->stubs = stubs;
    if (map->count == 0 || map->count > STUBS_MAX) {
        form_wrong(&d->form, map->place, "`stubs:` holds 1 to %d of them", STUBS_MAX);
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        struct stub *stub = &stubs[d->stub_count];
        *stub = (struct stub){.name = map->pairs[i].key.text, .usual = {.status = 200}};
        if (!check_name(d, &map->pairs[i].key))
            continue;
        read_behaviour(d, &map->pairs[i].value, &stub->usual);
        d->stub_count++;
    }
    out->stub_count = d->stub_count;
}

void step_read_stub(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct draft *d = s->draft;
    struct stub_behaviour *all = arena_zero(d->form.arena, d->stub_count, sizeof *all);
    if (d->stub_count == 0)
        form_wrong(&d->form, key->place, "this scenario has no `stubs:` above");
    for (size_t i = 0; i < d->stub_count; i++)
        all[i] = d->stubs[i].usual;
    for (size_t i = 0; i < value->count && d->stub_count; i++) {
        const struct yaml_pair *pair = &value->pairs[i];
        size_t at = find(d, pair->key.text);
        if (at == d->stub_count)
            unknown_stub(d, pair->key.place, pair->key.text);
        else
            read_behaviour(d, &pair->value, &all[at]);
    }
    s->step->stubs = all;
}

void stubs_check(struct draft *d, const struct yaml_node *node, const struct check *c)
{
    bool other = c->op == OP_BEFORE || c->op == OP_OVERLAPS;
    if (c->subject.kind != SUBJECT_CALL)
        return;
    if (find(d, c->subject.argument) == d->stub_count)
        unknown_stub(d, node->place, c->subject.argument);
    if (other && find(d, c->values[0].text) == d->stub_count)
        unknown_stub(d, node->place, c->values[0].text);
}
