/* SPDX-License-Identifier: MIT */
/*
 * Our own table answers nearly always and first, so that the common types are the same everywhere;
 * the system's is searched as the text that it is.
 */
#include "handlers/media.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEDIA_SYSTEM_MAX = 1048576 }; /* octets; Debian's has 74,000 */

static const struct {
    const char *extension;
    const char *type;
} own[] = {
    {.extension = "html", .type = "text/html; charset=utf-8"},
    {.extension = "htm", .type = "text/html; charset=utf-8"},
    {.extension = "txt", .type = "text/plain; charset=utf-8"},
    {.extension = "md", .type = "text/markdown; charset=utf-8"},
    {.extension = "css", .type = "text/css; charset=utf-8"},
    {.extension = "js", .type = "text/javascript; charset=utf-8"},
    {.extension = "json", .type = "application/json"},
    {.extension = "xml", .type = "application/xml"},
    {.extension = "svg", .type = "image/svg+xml"},
    {.extension = "png", .type = "image/png"},
    {.extension = "jpg", .type = "image/jpeg"},
    {.extension = "jpeg", .type = "image/jpeg"},
    {.extension = "gif", .type = "image/gif"},
    {.extension = "ico", .type = "image/vnd.microsoft.icon"},
    {.extension = "pdf", .type = "application/pdf"},
    {.extension = "wasm", .type = "application/wasm"},
};

void media_init(struct media *m, const char *path)
{
    *m = (struct media){.system = NULL};
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return;
    m->system = malloc(MEDIA_SYSTEM_MAX);
    if (m->system != NULL)
        m->length = fread(m->system, 1, MEDIA_SYSTEM_MAX, f);
    fclose(f);
}

void media_release(struct media *m)
{
    free(m->system);
    *m = (struct media){.system = NULL};
}

static bool same(struct span a, struct span b)
{
    char text[16];
    if (a.length >= sizeof text)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)a.length, a.at);
    return span_like(b, text);
}

/* Cuts the next word off a line of words between blanks. */
static struct span next_word(struct span *line)
{
    *line = span_trim(*line);
    size_t end = 0;
    while (end < line->length && line->at[end] != ' ' && line->at[end] != '\t')
        end++;
    struct span word = {line->at, end};
    *line = span_from(*line, end);
    return word;
}

static bool line_has(struct span line, struct span extension, struct span *type)
{
    struct span first = next_word(&line);
    while (first.length > 0 && first.at[0] != '#' && line.length > 0) {
        if (same(extension, next_word(&line))) {
            *type = first;
            return true;
        }
    }
    return false;
}

static struct span system_type(const struct media *m, struct span extension)
{
    struct span rest = {m->system, m->length};
    struct span type;
    while (rest.length > 0) {
        size_t end = span_find(rest, '\n');
        if (line_has((struct span){rest.at, end}, extension, &type))
            return type;
        rest = span_from(rest, end < rest.length ? end + 1 : end);
    }
    return SPAN("application/octet-stream");
}

struct span media_type(const struct media *m, struct span name)
{
    struct span extension = {NULL, 0};
    for (size_t dot = span_find(name, '.'); dot < name.length; dot = span_find(name, '.')) {
        name = span_from(name, dot + 1);
        extension = name;
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (extension.length > 0 && span_like(extension, own[i].extension))
            return span_of(own[i].type);
    return system_type(m, extension.length > 0 ? extension : SPAN("?"));
}
