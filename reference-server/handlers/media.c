/* SPDX-License-Identifier: MIT */
/*
 * Media types. Our own table answers nearly always and first, so that the common types are the same
 * everywhere; the system's is searched as the text that it is.
 */
#include "handlers/site.h"

#include <stdlib.h>

static const struct {
    const char *extension, *type;
} own[] = {
    {"html", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
};

struct span media_load(const char *path)
{
    struct span table = {NULL, 0};
    FILE *f = fopen(path, "re");
    char *text = f != NULL ? malloc(LIMIT_MEDIA_TABLE) : NULL;
    if (text != NULL)
        table = (struct span){text, fread(text, 1, LIMIT_MEDIA_TABLE, f)};
    if (f != NULL)
        fclose(f);
    return table;
}

/* Cuts the next word off a line of words between blanks; empty at its end. */
static struct span next_word(struct span *line)
{
    *line = span_trim(*line);
    struct span word = {line->at, 0};
    while (word.length < line->length && !octet_is_blank(line->at[word.length]))
        word.length++;
    *line = span_from(*line, word.length);
    return word;
}

struct span media_type(struct span system, const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *extension = dot != NULL && strchr(dot, '/') == NULL ? dot + 1 : "";
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (span_like(span_of(extension), own[i].extension))
            return span_of(own[i].type);
    while (system.length > 0) {
        struct span line = span_cut(&system, '\n');
        struct span type = next_word(&line);
        for (struct span word; (word = next_word(&line)).length > 0 && type.at[0] != '#';)
            if (span_like(word, extension))
                return type;
    }
    return SPAN("application/octet-stream");
}
