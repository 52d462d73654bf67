/* SPDX-License-Identifier: MIT */
/* Expansion only; who knows the values is asked through the lookup.
 */
#include "scenario/variables.h"

#include <stdio.h>
#include <string.h>

static bool is_name_character(char c, bool first)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
}

static size_t name_length(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && is_name_character(text[n], n == 0))
        n++;
    return n;
}

bool variables_is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length < VARIABLE_NAME_MAX && name_length(name, length) == length;
}

/* The next `${`, or NULL. */
static const char *next_variable(const char *text, size_t length)
{
    const char *end = text + length;
    while ((text = memchr(text, '$', (size_t)(end - text)))) {
        if (text + 1 < end && text[1] == '{')
            return text;
        text++;
    }
    return NULL;
}

bool variables_in(const char *text, size_t length)
{
    return next_variable(text, length) != NULL;
}

/* `text` follows `${`. The value, or NULL with *missing filled; *used: octets with the brace. */
static const char *value_of(const char *text, size_t length, variables_lookup *lookup,
                            void *context, char *missing, size_t missing_size, size_t *used)
{
    char name[VARIABLE_NAME_MAX];
    size_t n = name_length(text, length);
    bool whole = n > 0 && n < sizeof name && n < length && text[n] == '}';
    if (!whole) {
        size_t shown = n < length ? n + 1 : n;
        snprintf(missing, missing_size, "%.*s", (int)(shown < 40 ? shown : 40), text);
        return NULL;
    }
    memcpy(name, text, n);
    name[n] = '\0';
    *used = n + 1;
    const char *value = lookup(context, name);
    if (!value)
        snprintf(missing, missing_size, "%s", name);
    return value;
}

bool variables_expand(struct bytes *out, const char *template, size_t length,
                      variables_lookup *lookup, void *context, char *missing, size_t missing_size)
{
    const char *at = template, *end = template + length;
    missing[0] = '\0';
    while (at < end) {
        const char *next = next_variable(at, (size_t)(end - at));
        if (!bytes_add(out, at, (size_t)((next ? next : end) - at)))
            return false;
        if (!next)
            break;
        size_t used = 0;
        const char *value = value_of(next + 2, (size_t)(end - next - 2), lookup, context, missing,
                                     missing_size, &used);
        if (!value || !bytes_text(out, value))
            return false;
        at = next + 2 + used;
    }
    return true;
}

const char *const *variables_built_in(void)
{
    static const char *const names[] = {
        "paths.ping",    "paths.status",     "paths.users",    "paths.echo",
        "paths.counter", "paths.slow",       "paths.bytes",    "paths.static",
        "signals.stop",  "signals.graceful", "signals.reload", "port",
        "docroot",       "workdir",          "seed",           NULL,
    };
    return names;
}
