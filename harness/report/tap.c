/* SPDX-License-Identifier: MIT */
/* Two ways to write text that may hold anything: as a description, on one line and without
 * directives, and as a value of the diagnosis, in YAML's double quotes. perl's reader of YAML knows
 * a mapping of such values and little else, so there is nothing else.
 */
#include "report/tap.h"

#include <string.h>

#include "data/utf8.h"

enum { STEP = 4, DIAGNOSIS = 2 }; /* columns that a subtest, a diagnosis, is indented by */

/* ---- text ------------------------------------------------------------------------------------ */

/* Controls, line ends of YAML 1.1, the mark of byte order, what turns the direction of text round,
 * and what is no character. */
static bool is_odd(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff || (code & 0xfffe) == 0xfffe;
}

static void spell(FILE *out, const char *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fprintf(out, "\\\\x%02x", (unsigned)(unsigned char)octets[i]);
}

/* In a description # would begin a directive. */
static void put_plain(FILE *out, const char *text)
{
    for (size_t length = strlen(text), n; length; text += n, length -= n) {
        uint32_t code = 0;
        n = utf8_next(text, length, &code);
        bool odd = n == 0 || is_odd(code);
        n += n == 0;
        if (odd)
            spell(out, text, n);
        else
            fprintf(out, "%s%.*s", code == '#' || code == '\\' ? "\\" : "", (int)n, text);
    }
}

/* One that YAML and the reader of perl escape in the same way; NULL: it is none of them. */
static const char *escape_of(uint32_t code)
{
    switch (code) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\t': return "\\t";
    default: return NULL;
    }
}

static void put_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (size_t length = strlen(text), n; length; text += n, length -= n) {
        uint32_t code = 0;
        n = utf8_next(text, length, &code);
        bool odd = n == 0 || is_odd(code);
        const char *escape = n ? escape_of(code) : NULL;
        n += n == 0;
        if (escape)
            fputs(escape, out);
        else if (odd)
            spell(out, text, n);
        else
            fwrite(text, 1, n, out);
    }
    fputc('"', out);
}

static void put_field(FILE *out, int indent, const char *name, const char *value)
{
    if (!value)
        return;
    fprintf(out, "%*s%s: ", indent, "", name);
    put_quoted(out, value);
    fputc('\n', out);
}

/* ---- points ---------------------------------------------------------------------------------- */

static bool is_ok(enum verdict v)
{
    return v <= VERDICT_WARN;
}

static void begin_point(FILE *out, int indent, enum verdict v, size_t number)
{
    fprintf(out, "%*s%s %zu - ", indent, "", is_ok(v) ? "ok" : "not ok", number);
}

static void end_point(FILE *out, enum verdict v, const char *reason)
{
    if (v == VERDICT_SKIP) {
        fputs(" # SKIP ", out);
        put_plain(out, reason ? reason : "");
    }
    fputc('\n', out);
}

static void put_check(FILE *out, const struct scenario_result *s, size_t index)
{
    const struct check_result *c = &s->checks[index];
    const int indent = STEP + DIAGNOSIS;
    begin_point(out, STEP, c->verdict, index + 1);
    if (c->step) {
        fprintf(out, "step %u, ", c->step_number);
        put_plain(out, c->step);
        fputs(": ", out);
    }
    put_plain(out, c->text);
    end_point(out, c->verdict, c->reason);
    if (c->verdict <= VERDICT_PASS)
        return;
    fprintf(out, "%*s---\n", indent, "");
    put_field(out, indent, "verdict", verdict_name(c->verdict));
    put_field(out, indent, "expected", c->expected);
    put_field(out, indent, "measured", c->measured);
    put_field(out, indent, "reason", c->reason);
    if (c->line) {
        put_field(out, indent, "file", c->file ? c->file : s->file);
        fprintf(out, "%*sline: %d\n", indent, "", c->line);
    }
    put_field(out, indent, "evidence", c->evidence);
    fprintf(out, "%*s...\n", indent, "");
}

static void put_name(FILE *out, const struct run_result *r, size_t index)
{
    size_t number = result_play_number(r, index);
    put_plain(out, r->scenarios[index].id);
    if (number > 1)
        fprintf(out, " (%zu)", number);
    fputs(", ", out);
    put_plain(out, r->scenarios[index].mode);
}

static void put_subtest(FILE *out, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    if (s->check_count == 0)
        return;
    fputs("# Subtest: ", out);
    put_name(out, r, index);
    fprintf(out, "\n%*s1..%zu\n", STEP, "", s->check_count);
    for (size_t i = 0; i < s->check_count; i++)
        put_check(out, s, i);
}

static void put_scenario(FILE *out, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    put_subtest(out, r, index);
    begin_point(out, 0, s->verdict, index + 1);
    put_name(out, r, index);
    end_point(out, s->verdict, s->reason);
    if (s->verdict <= VERDICT_PASS)
        return;
    fprintf(out, "%*s---\n", DIAGNOSIS, "");
    put_field(out, DIAGNOSIS, "verdict", verdict_name(s->verdict));
    put_field(out, DIAGNOSIS, "title", s->title);
    put_field(out, DIAGNOSIS, "reason", s->reason);
    put_field(out, DIAGNOSIS, "file", s->file);
    fprintf(out, "%*sduration_ms: %.3f\n", DIAGNOSIS, "", (double)s->duration / 1e6);
    put_field(out, DIAGNOSIS, "again", s->again);
    fprintf(out, "%*s...\n", DIAGNOSIS, "");
}

/* ---- run ------------------------------------------------------------------------------------- */

static void put_heading(FILE *out, const struct run_result *r)
{
    fputs("# assay ", out);
    put_plain(out, r->version);
    fputs(" judges ", out);
    put_plain(out, r->candidate);
    fprintf(out, ", seed %llu: %s\n", (unsigned long long)r->seed, run_verdict_shout(r->verdict));
}

static void put_end(FILE *out, const struct run_result *r)
{
    if (r->broken) {
        fputs("Bail out! ", out);
        put_plain(out, r->broken);
        fputc('\n', out);
    } else if (r->signal) {
        fprintf(out, "Bail out! cut off by signal %d\n", r->signal);
    }
}

void tap_write(FILE *out, const struct run_result *r)
{
    size_t unexplained = result_is_unexplained(r);
    fprintf(out, "TAP version 14\n1..%zu\n", r->scenario_count + unexplained);
    put_heading(out, r);
    for (size_t i = 0; i < r->scenario_count; i++)
        put_scenario(out, r, i);
    if (unexplained)
        fprintf(out, "not ok %zu - the run was not accepted: %s\n", r->scenario_count + 1,
                run_verdict_name(r->verdict));
    put_end(out, r);
}
