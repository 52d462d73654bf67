/* SPDX-License-Identifier: MIT */
/* A command is a line: whatever would end it or one of its properties is escaped.
 */
#include "report/annotations.h"

#include <string.h>

#include "base/bytes.h"
#include "data/utf8.h"

enum { WORDS_MAX = 2000 }; /* octets of one value; the whole is in the report files */

enum level { LEVEL_ERROR, LEVEL_WARNING };

/* The annotations of one level under way. */
struct list {
    FILE *out;
    enum level level;
    size_t all, made;
};

static bool is_of(const struct list *l, enum verdict v)
{
    return l->level == LEVEL_ERROR ? v >= VERDICT_FAIL
                                   : v == VERDICT_WARN || v == VERDICT_INCONCLUSIVE;
}

/* Properties also end at a colon and a comma. */
static void put(FILE *out, const char *text, const char *special)
{
    size_t length = strnlen(text, WORDS_MAX);
    for (size_t n; length; text += n, length -= n) {
        uint32_t code = 0;
        n = utf8_next(text, length, &code);
        bool odd = n == 0 || (code < 0x20 && !strchr("\t\n\r", (int)code)) ||
                   (code >= 0x7f && code < 0xa0);
        n += n == 0;
        for (size_t i = 0; odd && i < n; i++)
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)text[i]);
        if (!odd && strchr(special, *text))
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else if (!odd)
            fwrite(text, 1, n, out);
    }
}

static void put_property(FILE *out, const char *text)
{
    put(out, text, "%\r\n:,");
}

static void put_text(FILE *out, const char *text)
{
    put(out, text, "%\r\n");
}

/* False: there is no more room; one line says so. */
static bool begin(struct list *l)
{
    static const char *const commands[] = {[LEVEL_ERROR] = "error", [LEVEL_WARNING] = "warning"};
    if (l->made == ANNOTATIONS_MAX)
        return false;
    bool last = ++l->made == ANNOTATIONS_MAX && l->all > ANNOTATIONS_MAX;
    fprintf(l->out, "::%s ", commands[l->level]);
    if (last)
        fprintf(l->out, "title=assay::%zu more are in the report files\n",
                l->all - ANNOTATIONS_MAX + 1);
    return !last;
}

static void put_place(FILE *out, const char *file, int line)
{
    if (!file || !*file)
        return;
    fputs("file=", out);
    put_property(out, file);
    if (line)
        fprintf(out, ",line=%d", line);
    fputc(',', out);
}

static void put_title(FILE *out, const struct scenario_result *s, enum verdict v)
{
    fprintf(out, "title=%s%%3A ", verdict_name(v));
    put_property(out, s->id);
    fputs(" (", out);
    put_property(out, s->mode);
    fputs(")::", out);
}

static void put_check(struct list *l, const struct scenario_result *s, const struct check_result *c)
{
    if (!begin(l))
        return;
    put_place(l->out, c->file ? c->file : s->file, c->line);
    put_title(l->out, s, c->verdict);
    if (c->step) {
        fprintf(l->out, "step %u, ", c->step_number);
        put_text(l->out, c->step);
        fputs(": ", l->out);
    }
    put_text(l->out, c->text);
    fputs("%0Aexpected ", l->out);
    put_text(l->out, c->expected);
    fputs("%0Ameasured ", l->out);
    put_text(l->out, c->measured);
    if (c->reason) {
        fputs("%0Abecause ", l->out);
        put_text(l->out, c->reason);
    }
    fputc('\n', l->out);
}

/* One whose checks do not say what it came to. */
static void put_scenario(struct list *l, const struct scenario_result *s)
{
    if (!begin(l))
        return;
    put_place(l->out, s->file, 0);
    put_title(l->out, s, s->verdict);
    put_text(l->out, s->reason ? s->reason : s->title);
    fputc('\n', l->out);
}

static bool speaks_for_itself(const struct scenario_result *s)
{
    return !result_decisive_check(s);
}

static void put_findings(struct list *l, const struct run_result *r)
{
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        for (size_t k = 0; k < s->check_count; k++) {
            if (is_of(l, s->checks[k].verdict))
                put_check(l, s, &s->checks[k]);
        }
        if (is_of(l, s->verdict) && speaks_for_itself(s))
            put_scenario(l, s);
    }
}

static size_t count_findings(const struct list *l, const struct run_result *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        for (size_t k = 0; k < s->check_count; k++)
            count += is_of(l, s->checks[k].verdict);
        count += is_of(l, s->verdict) && speaks_for_itself(s);
    }
    return count;
}

static void put_broken(struct list *l, const struct run_result *r)
{
    if (!begin(l))
        return;
    fputs("title=the run was cut off::", l->out);
    if (r->broken)
        put_text(l->out, r->broken);
    else
        fprintf(l->out, "by signal %d", r->signal);
    fputc('\n', l->out);
}

void annotations_write(FILE *out, const struct run_result *r)
{
    bool broken = r->broken || r->signal;
    struct list errors = {.out = out, .level = LEVEL_ERROR},
                warnings = {.out = out, .level = LEVEL_WARNING};
    errors.all = count_findings(&errors, r) + broken;
    warnings.all = count_findings(&warnings, r);
    if (broken)
        put_broken(&errors, r);
    put_findings(&errors, r);
    put_findings(&warnings, r);
}
