/* SPDX-License-Identifier: MIT */
/*
 * Our own table answers nearly always and first, so that the common types are the same everywhere;
 * the system's is searched as the text that it is.
 */
#include "handlers/media.h"

#include "http/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *extension, *type;
} own[] = {
    {.extension = "html", .type = "text/html; charset=utf-8"},
    {.extension = "txt", .type = "text/plain; charset=utf-8"},
    {.extension = "css", .type = "text/css; charset=utf-8"},
    {.extension = "js", .type = "text/javascript; charset=utf-8"},
    {.extension = "json", .type = "application/json"},
    {.extension = "svg", .type = "image/svg+xml"},
    {.extension = "png", .type = "image/png"},
    {.extension = "jpg", .type = "image/jpeg"},
};

void media_init(struct media *m, const char *path)
{
    *m = (struct media){.system = NULL};
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return;
    m->system = malloc(LIMIT_MEDIA_TABLE);
    if (m->system != NULL)
        m->length = fread(m->system, 1, LIMIT_MEDIA_TABLE, f);
    fclose(f);
}

void media_release(struct media *m)
{
    free(m->system);
    *m = (struct media){.system = NULL};
}

/* Cuts the next word off a line of words between blanks; empty at its end. */
static struct span next_word(struct span *line)
{
    *line = span_trim(*line);
    size_t end = 0;
    while (end < line->length && !octet_is_blank(line->at[end]))
        end++;
    struct span word = {line->at, end};
    *line = span_from(*line, end);
    return word;
}

static struct span system_type(const struct media *m, const char *extension)
{
    struct span rest = {m->system, m->length};
    while (rest.length > 0) {
        struct span line = span_cut(&rest, '\n');
        struct span type = next_word(&line);
        if (type.length == 0 || type.at[0] == '#')
            continue;
        for (struct span word; (word = next_word(&line)).length > 0;)
            if (span_like(word, extension))
                return type;
    }
    return SPAN("application/octet-stream");
}

struct span media_type(const struct media *m, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot == NULL || strchr(dot, '/') != NULL)
        return SPAN("application/octet-stream");
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (span_like(span_of(dot + 1), own[i].extension))
            return span_of(own[i].type);
    return system_type(m, dot + 1);
}
