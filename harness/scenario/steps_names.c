/* SPDX-License-Identifier: MIT */
/* Names in steps: variables in templates, and whether somebody has given them a value.
 */
#include "scenario/steps.h"

#include <string.h>

#include "scenario/content.h"
#include "scenario/variables.h"

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
