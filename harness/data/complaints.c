/* SPDX-License-Identifier: MIT */
/* Formats complaints. Knows lines and columns (code points), but neither YAML nor scenarios.
 */
#include "data/complaints.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/utf8.h"

enum { LINE_SHOWN = 512 }; /* octets of a source line: a body on one line may be very long */

void complaints_init(struct complaints *c, FILE *out, bool strict)
{
    const char *service = getenv("GITHUB_ACTIONS");
    *c = (struct complaints){
        .out = out, .strict = strict, .annotate = service && strcmp(service, "true") == 0};
}

static const char *line_start(const struct source *source, int line)
{
    const char *at = source->text, *end = at + source->length;
    for (; line > 1 && at < end; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    return at;
}

static size_t line_length(const struct source *source, const char *start)
{
    size_t left = (size_t)(source->text + source->length - start);
    const char *newline = memchr(start, '\n', left);
    size_t length = newline ? (size_t)(newline - start) : left;
    if (length && start[length - 1] == '\r')
        length--;
    return length;
}

/* The line, then a second one in which tabs stay tabs so that the caret stands under its place. */
static void quote_line(FILE *out, const struct source *source, struct place place)
{
    const char *line = line_start(source, place.line);
    size_t length = line_length(source, line);
    if (length == 0 || length > LINE_SHOWN)
        return;
    utf8_put_plain(out, line, length);
    fputc('\n', out);
    for (int column = 1; length && column < place.column; column++) {
        size_t n = utf8_next(line, length, &(uint32_t){0});
        fputc(*line == '\t' ? '\t' : ' ', out);
        n += n == 0;
        line += n;
        length -= n;
    }
    fputc('^', out);
    for (int i = 1; i < place.length && i < LINE_SHOWN; i++)
        fputc('~', out);
    fputc('\n', out);
}

/* Workflow commands end at a newline and use % as their escape. */
static void annotate_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '%' || *text == '\n' || *text == '\r')
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            fputc(*text, out);
    }
}

static void annotate(const struct complaints *c, const char *level, const struct source *source,
                     struct place place, const char *sentence)
{
    if (!c->annotate || c->errors + c->warnings > COMPLAINTS_ANNOTATED)
        return;
    fprintf(c->out, "::%s file=%s", level, source->path);
    if (place.line > 0)
        fprintf(c->out, ",line=%d,col=%d", place.line, place.column);
    fputs("::", c->out);
    annotate_text(c->out, sentence);
    fputc('\n', c->out);
}

static void report(struct complaints *c, const char *level, const struct source *source,
                   struct place place, const char *sentence)
{
    utf8_put_plain(c->out, source->path, strlen(source->path));
    if (place.line > 0)
        fprintf(c->out, ":%d:%d", place.line, place.column);
    fprintf(c->out, ": %s: ", level);
    utf8_put_plain(c->out, sentence, strlen(sentence));
    fputc('\n', c->out);
    if (place.line > 0)
        quote_line(c->out, source, place);
    annotate(c, level, source, place, sentence);
}

static void count_and_report(struct complaints *c, bool error, const struct source *source,
                             struct place place, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));

static void count_and_report(struct complaints *c, bool error, const struct source *source,
                             struct place place, const char *format, va_list args)
{
    struct arena scratch;
    arena_init(&scratch);
    const char *sentence = arena_vtext(&scratch, format, args);
    *(error ? &c->errors : &c->warnings) += 1;
    if (c->errors + c->warnings <= COMPLAINTS_SHOWN)
        report(c, error ? "error" : "warning", source, place, sentence);
    else if (c->errors + c->warnings == COMPLAINTS_SHOWN + 1)
        fputs("(more follow; they are counted, not shown)\n", c->out);
    arena_release(&scratch);
}

void complain(struct complaints *c, const struct source *source, struct place place,
              const char *format, ...)
{
    va_list args;
    va_start(args, format);
    count_and_report(c, true, source, place, format, args);
    va_end(args);
}

void complain_warning(struct complaints *c, const struct source *source, struct place place,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    count_and_report(c, c->strict, source, place, format, args);
    va_end(args);
}
