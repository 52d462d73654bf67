/* SPDX-License-Identifier: MIT */
/* The table of a run. Words carry the meaning, colour only repeats it.
 */
#include "report/console.h"

#include <string.h>

#include "base/bytes.h"

enum {
    NAME_COLUMN = 18,
    CELL_COLUMNS = 50,
    MARK_COLUMNS = 6,
    REASON_COLUMN = 20,
    LIMIT_COLUMN = 14,
    SENTENCE_COLUMNS = 80,
    CELL_MAX = 4096
};

static const char *const colours[VERDICT_COUNT] = {
    [VERDICT_SKIP] = "\033[2m",          [VERDICT_PASS] = "\033[32m", [VERDICT_WARN] = "\033[33m",
    [VERDICT_INCONCLUSIVE] = "\033[33m", [VERDICT_FAIL] = "\033[31m", [VERDICT_ERROR] = "\033[31m",
};

static void shout(const struct console *c, enum verdict v, const char *words)
{
    if (c->colour)
        fprintf(c->out, "%s%-5s\033[0m", colours[v], words);
    else
        fprintf(c->out, "%-5s", words);
}

/* A candidate may say anything; the terminal that shows it must not obey. */
static void put_inert(const struct console *c, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)text[i];
        if ((octet < 0x20 && octet != '\t') || octet == 0x7f)
            fprintf(c->out, "\\x%02x", octet);
        else
            fputc(octet, c->out);
    }
}

static void indented(const struct console *c, const char *text, int columns)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(c->out, "%*s", columns, "");
        put_inert(c, text, length);
        fputc('\n', c->out);
        text += length + (text[length] == '\n');
    }
}

void console_heading(const struct console *c, const struct run_result *r)
{
    if (c->verbosity < 0)
        return;
    fprintf(c->out, "assay %s judges %s%s", r->version, r->candidate,
            r->url ? " (running already)" : "");
    if (r->digest)
        fprintf(c->out, " (sha256 %.12s...)", r->digest);
    fprintf(c->out, "\n%u scenario%s, seed %llu, %ld core%s\n\n", c->planned,
            c->planned == 1 ? "" : "s", (unsigned long long)r->seed, r->cpus,
            r->cpus == 1 ? "" : "s");
    fprintf(c->out, "  %-*s", NAME_COLUMN, "scenario");
    for (size_t i = 0; i < c->column_count; i++)
        fprintf(c->out, " %-*s", i + 1 < c->column_count ? CELL_COLUMNS + MARK_COLUMNS - 1 : 0,
                c->columns[i]);
    fputc('\n', c->out);
}

/* A sentence of any length, its lines below each other. */
static void wrapped(const struct console *c, const char *text, int columns)
{
    while (strlen(text) > SENTENCE_COLUMNS) {
        size_t end = SENTENCE_COLUMNS;
        while (end > 0 && text[end] != ' ')
            end--;
        if (end == 0)
            break;
        fprintf(c->out, "%.*s\n%*s", (int)end, text, columns, "");
        text += end + 1;
    }
    fprintf(c->out, "%s\n", text);
}

static void print_check(const struct console *c, const struct check_result *k)
{
    if (k->step)
        fprintf(c->out, "        step %u, %s: %s\n", k->step_number, k->step, k->text);
    else
        fprintf(c->out, "        %s\n", k->text);
    fprintf(c->out, "          expected  %s%s\n          measured  ", k->expected,
            k->verdict == VERDICT_WARN && k->step ? " (a should: missing it is a warning)" : "");
    size_t first = strcspn(k->measured, "\n");
    put_inert(c, k->measured, first);
    fputc('\n', c->out);
    indented(c, k->measured + first + (k->measured[first] == '\n'), 10);
    if (k->reason && strcmp(k->reason, k->measured) != 0) {
        fputs("          because   ", c->out);
        wrapped(c, k->reason, REASON_COLUMN);
    }
    if (k->evidence && (k->verdict > VERDICT_PASS || c->verbosity > 1))
        indented(c, k->evidence, 10);
}

/* Checks that passed are shown from -v on, what did not pass always. */
static void print_checks(const struct console *c, const struct scenario_result *s)
{
    for (size_t i = 0; i < s->check_count; i++) {
        const struct check_result *k = &s->checks[i];
        /* Some passes are only worth something with their words. */
        bool in_words = k->verdict == VERDICT_PASS && k->reason && c->verbosity >= 0;
        if (k->verdict > VERDICT_PASS || in_words) {
            print_check(c, k);
        } else if (c->verbosity > 0) {
            fprintf(c->out, "        %-4s  %s%s%s", verdict_name(k->verdict),
                    k->step ? k->step : "", k->step ? ": " : "", k->text);
            fprintf(c->out, "%s%s\n", k->reason ? ": " : "", k->reason ? k->reason : "");
            if (c->verbosity > 1 && k->evidence)
                indented(c, k->evidence, 14);
        }
    }
}

/* The one or two figures of a mode that a reader looks for first. */
static void put_metric(struct bytes *out, const struct metric_result *m)
{
    if (strcmp(m->name, "cases") == 0)
        bytes_format(out, ", %.0f case%s", m->value, m->value == 1 ? "" : "s");
    else if (strcmp(m->name, "latency p95") == 0)
        bytes_format(out, ", p95 %.3g ms", m->value / 1e6);
    else if (strcmp(m->name, "bystander p95") == 0)
        bytes_format(out, ", bystander p95 %.3g ms", m->value / 1e6);
    else if (strcmp(m->name, "throughput") == 0)
        bytes_format(out, ", %.0f/s", m->value);
    else if (strcmp(m->name, "fds leaked") == 0)
        bytes_format(out, ", fds +%.0f", m->value);
    else if (strcmp(m->name, "heap leaked") == 0)
        bytes_format(out, ", heap +%.0f", m->value);
    else if (strcmp(m->name, "instructions per request") == 0)
        bytes_format(out, ", %.0f instructions a request", m->value);
    else if (strcmp(m->name, "memcheck errors") == 0)
        bytes_format(out, ", %.0f errors", m->value);
    else if (strcmp(m->name, "memcheck lost") == 0)
        bytes_format(out, ", %.0f B lost", m->value);
}

static void put_cell(struct bytes *out, const struct scenario_result *s, bool same_reason)
{
    unsigned skipped = 0;
    for (size_t i = 0; i < s->check_count; i++)
        skipped += s->checks[i].verdict == VERDICT_SKIP;
    if (s->check_count) {
        size_t made = s->check_count - skipped;
        bytes_format(out, " %5.1f s  %zu check%s", (double)s->duration / 1e9, made,
                     made == 1 ? "" : "s");
        if (skipped)
            bytes_format(out, ", %u skipped", skipped);
    }
    for (size_t i = 0; i < s->metric_count; i++)
        put_metric(out, &s->metrics[i]);
    if (s->reason && !same_reason)
        bytes_format(out, " %s", s->reason);
}

static void print_cell(const struct console *c, const struct scenario_result *modes, size_t at,
                       bool last)
{
    struct bytes cell;
    bytes_init(&cell, CELL_MAX);
    const struct scenario_result *s = &modes[at];
    bool same = at && s->reason && modes[0].reason && strcmp(s->reason, modes[0].reason) == 0;
    put_cell(&cell, s, same);
    shout(c, s->verdict, verdict_shout(s->verdict));
    if (last)
        fprintf(c->out, "%s\n", cell.data);
    else
        fprintf(c->out, "%-*s ", CELL_COLUMNS, cell.data);
    bytes_release(&cell);
}

static void print_details(const struct console *c, const struct scenario_result *s, size_t modes)
{
    if (modes > 1 && (s->verdict > VERDICT_PASS || c->verbosity > 0))
        fprintf(c->out, "      %s\n", s->mode);
    print_checks(c, s);
    if (s->check_count && (s->verdict == VERDICT_FAIL || s->verdict == VERDICT_INCONCLUSIVE))
        fprintf(c->out, "          again     %s\n", s->again);
}

void console_row(const struct console *c, const struct scenario_result *modes, size_t count)
{
    bool fine = true, given_up = true;
    for (size_t i = 0; i < count; i++) {
        fine &= modes[i].verdict == VERDICT_PASS || modes[i].verdict == VERDICT_SKIP;
        given_up &= modes[i].given_up;
    }
    bool aside = modes[0].is_case && c->verbosity < 1; /* a line for each would be hundreds */
    if (((c->verbosity < 0 || aside) && fine) || given_up)
        return;
    fprintf(c->out, "  %-*s ", NAME_COLUMN, modes[0].id);
    for (size_t i = 0; i < count; i++)
        print_cell(c, modes, i, i + 1 == count);
    for (size_t i = 0; i < count; i++)
        print_details(c, &modes[i], count);
    fflush(c->out);
}

/* Rows that console_row left out. */
static void print_given_up(const struct console *c, const struct run_result *r)
{
    const struct scenario_result *last = NULL;
    unsigned count = 0;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (!s->given_up)
            continue;
        count += !last || strcmp(last->id, s->id) != 0;
        last = s;
    }
    if (last)
        fprintf(c->out, "  %u more not played: %s\n", count, last->reason);
}

static const char *requirement_word(const struct requirement_result *q)
{
    switch (q->verdict) {
    case VERDICT_FAIL: return "FAIL";
    case VERDICT_ERROR:
    case VERDICT_INCONCLUSIVE: return "?";
    default: return "pass";
    }
}

static void print_requirements(const struct console *c, const struct run_result *r)
{
    unsigned covered = 0, failed = 0;
    fputc('\n', c->out);
    for (size_t i = 0; i < r->requirement_count; i++) {
        const struct requirement_result *q = &r->requirements[i];
        if (q->coverage != COVERED)
            continue;
        covered += q->verdict != VERDICT_ERROR;
        failed += q->verdict == VERDICT_FAIL;
        if (c->verbosity >= 0 || q->verdict == VERDICT_FAIL)
            fprintf(c->out, "  %-6s %-4s  %s\n", q->id, requirement_word(q), q->title);
    }
    fprintf(c->out,
            "  %u requirement%s judged, %u failed; %zu more were not covered by this run\n\n",
            covered, covered == 1 ? "" : "s", failed, r->requirement_count - covered);
}

static void print_waivers(const struct console *c, const struct run_result *r)
{
    for (size_t i = 0; i < r->waiver_count && c->verbosity >= 0; i++)
        fprintf(c->out, "  waived: %s\n", r->waivers[i]);
    if (r->waiver_count && c->verbosity >= 0)
        fputc('\n', c->out);
}

/* Beside the verdict, which holds for the rest. */
static void print_limits(const struct console *c, const struct run_result *r)
{
    if (!r->url || c->verbosity < 0)
        return;
    for (const char *const *limit = r->limits; *limit; limit++) {
        fputs("  not judged: ", c->out);
        wrapped(c, *limit, LIMIT_COLUMN);
    }
    fputc('\n', c->out);
}

static void print_verdict(const struct console *c, const struct run_result *r)
{
    static const enum verdict tint[RUN_COUNT] = {[RUN_ACCEPTED] = VERDICT_PASS,
                                                 [RUN_REJECTED] = VERDICT_FAIL,
                                                 [RUN_INCOMPLETE] = VERDICT_INCONCLUSIVE,
                                                 [RUN_ERROR] = VERDICT_ERROR};
    fputs("  ", c->out);
    shout(c, tint[r->verdict], run_verdict_shout(r->verdict));
    fprintf(c->out, "   %.1f s   %s/%s\n", (double)r->duration / 1e9, c->folder, c->page);
}

void console_end(const struct console *c, const struct run_result *r)
{
    print_given_up(c, r);
    print_requirements(c, r);
    print_waivers(c, r);
    print_limits(c, r);
    if (r->broken)
        fprintf(c->out, "  the harness could not go on: %s\n", r->broken);
    if (r->signal)
        fprintf(c->out, "  cut off by signal %d\n", r->signal);
    print_verdict(c, r);
    if (r->counts[VERDICT_INCONCLUSIVE] || r->counts[VERDICT_ERROR] || r->counts[VERDICT_WARN])
        fprintf(c->out, "%u inconclusive, %u errors, %u passed with warnings\n",
                r->counts[VERDICT_INCONCLUSIVE], r->counts[VERDICT_ERROR], r->counts[VERDICT_WARN]);
    fprintf(c->out, "%u passed, %u failed, %u skipped\n",
            r->counts[VERDICT_PASS] + r->counts[VERDICT_WARN],
            r->counts[VERDICT_FAIL] + r->counts[VERDICT_ERROR], r->counts[VERDICT_SKIP]);
    fflush(c->out);
}
