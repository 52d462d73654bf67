/* SPDX-License-Identifier: MIT */
/* Templates with the variables of a run, and transcripts as evidence.
 */
#include <string.h>

#include "run/player.h"
#include "scenario/variables.h"

enum { EXPANSION_MAX = 4 * 1024 * 1024, EVIDENCE_LINES = 40, EVIDENCE_COLUMNS = 160 };

static const char *built_in(struct player *p, const char *name)
{
    if (strcmp(name, "port") == 0)
        return arena_text(p->arena, "%d", p->ground->server.port);
    if (strcmp(name, "docroot") == 0)
        return p->ground->docroot;
    if (strcmp(name, "workdir") == 0)
        return p->ground->folder;
    if (strcmp(name, "seed") == 0)
        return arena_text(p->arena, "%llu", (unsigned long long)p->seed);
    return profile_variable(p->profile, name);
}

static const char *scenario_variable(struct player *p, const char *name)
{
    for (size_t i = 0; i < p->scenario->variable_count; i++) {
        const struct variable *v = &p->scenario->variables[i];
        char missing[VARIABLE_NAME_MAX];
        if (strcmp(v->name, name) == 0)
            return expand(p, v->value, strlen(v->value), NULL, p->arena, missing, sizeof missing);
    }
    return NULL;
}

const char *variable_value(struct player *p, const char *name)
{
    for (const struct captured *c = p->captured; c; c = c->next) {
        if (strcmp(c->name, name) == 0)
            return c->value;
    }
    const char *value = scenario_variable(p, name);
    return value ? value : built_in(p, name);
}

static const char *look_up(void *context, const char *name)
{
    return variable_value(context, name);
}

const char *expand(struct player *p, const char *template, size_t length, size_t *out_length,
                   struct arena *scratch, char *missing, size_t missing_size)
{
    struct bytes out;
    bytes_init(&out, EXPANSION_MAX);
    const char *text = NULL;
    if (variables_expand(&out, template, length, look_up, p, missing, missing_size))
        text = arena_copy(scratch, out.data, out.length);
    if (out_length)
        *out_length = out.length;
    bytes_release(&out);
    return text;
}

void capture_value(struct player *p, const char *name, const char *value)
{
    struct captured *c = arena_zero(p->arena, 1, sizeof *c);
    *c = (struct captured){
        .name = name, .value = arena_copy(p->arena, value, strlen(value)), .next = p->captured};
    p->captured = c;
}

/* A line end is what the transcript's own lines show, so it is left out; one that is not whole, and
 * in a head is a defect, is shown. What programs say has no head. */
static bool is_seen(const struct bytes *octets, size_t at, bool in_head)
{
    const char *o = octets->data;
    if (o[at] == '\r')
        return at + 1 < octets->length && o[at + 1] != '\n';
    return o[at] != '\n' || (in_head && (at == 0 || o[at - 1] != '\r'));
}

static void show_direction(struct bytes *out, const struct bytes *octets, const char *mark)
{
    size_t column = 0;
    unsigned lines = 0;
    bool in_head = memmem(octets->data, octets->length, " HTTP/", 6) != NULL;
    for (size_t i = 0; i < octets->length; i++) {
        if (column == 0)
            bytes_text(out, mark);
        if (is_seen(octets, i, in_head))
            bytes_visible(out, octets->data[i]);
        in_head &= i < 3 || memcmp(octets->data + i - 3, "\r\n\r\n", 4) != 0;
        if (octets->data[i] == '\n' || ++column == EVIDENCE_COLUMNS) {
            bytes_text(out, "\n");
            column = 0;
            if (++lines == EVIDENCE_LINES)
                break;
        }
    }
    if (column)
        bytes_text(out, "\n");
    if (lines == EVIDENCE_LINES || octets->cut)
        bytes_format(out, "%s...\n", mark);
}

const char *transcript(const struct exchange *x, struct arena *a)
{
    struct bytes out;
    bytes_init(&out, (size_t)64 * 1024);
    show_direction(&out, &x->sent, "> ");
    show_direction(&out, &x->received, "< ");
    while (out.length && out.data[out.length - 1] == '\n')
        out.data[--out.length] = '\0';
    const char *text = out.length ? arena_copy(a, out.data, out.length) : NULL;
    bytes_release(&out);
    return text;
}
