/* SPDX-License-Identifier: MIT */
/* What a request is: method and target, fields, content. The same in a step, a load and a churn.
 */
#include "scenario/step_draft.h"

#include <string.h>

#include "data/file.h"
#include "scenario/content.h"

static bool is_method(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 'A' || text[i] > 'Z')
            return false;
    }
    return length > 0;
}

struct request_line step_request_line(struct step_draft *s, const struct yaml_node *value)
{
    const struct request_line none = {.method = NULL};
    struct form *f = &s->draft->form;
    const char *space = strchr(value->text, ' ');
    size_t length = space ? (size_t)(space - value->text) : value->length;
    if (value->cut_by_comment)
        form_wrong(f, value->place,
                   "cut at ` #`: quote the text, or put two spaces before a comment");
    if (!space || !is_method(value->text, length)) {
        form_wrong(f, form_within(value, 0, length),
                   "a request is METHOD TARGET, such as GET ${paths.ping}; %s",
                   "methods are in capitals");
        return none;
    }
    const char *target = space + 1;
    size_t offset = (size_t)(target - value->text);
    if (strpbrk(target, " \t\r\n")) {
        form_wrong(f, form_within(value, offset, value->length - offset),
                   "a target has no spaces; write a space as %%20");
        return none;
    }
    if (target[0] != '/' && strncmp(target, "${", 2) != 0 && strcmp(target, "*") != 0) {
        form_wrong(f, form_within(value, offset, value->length - offset),
                   "a target begins with '/' or a variable");
        return none;
    }
    steps_check_template(s->draft, value, value->text, value->length);
    return (struct request_line){.method = arena_copy(f->arena, value->text, length),
                                 .target = target};
}

void step_read_request(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    struct request_line line = step_request_line(s, value);
    (void)key;
    s->step->method = line.method;
    s->step->target = line.target;
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

void step_read_headers(void *context, const struct yaml_node *key, const struct yaml_node *value)
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

void step_read_body(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    if (!claim_body(s, key))
        return;
    steps_check_template(s->draft, value, value->text, value->length);
    set_body(s, value->text, value->length, true);
}

void step_read_json(void *context, const struct yaml_node *key, const struct yaml_node *value)
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

void step_read_file(void *context, const struct yaml_node *key, const struct yaml_node *value)
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
