/* SPDX-License-Identifier: MIT */
/* Files beside each other in one folder, each written whole. */
#include "commands/fuzz_report.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/words.h"
#include "commands/fuzz_page.h"
#include "commands/report_files.h"
#include "data/json_pen.h"
#include "data/utf8.h"

typedef void writer(FILE *out, const struct fuzz_model *m, size_t at);

static bool write_file(const char *folder, const char *name, writer *write,
                       const struct fuzz_model *m, size_t at, struct failure *why)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "we");
    bool good = out != NULL;
    if (out && write)
        write(out, m, at);
    good = good && !ferror(out);
    good = out && fclose(out) == 0 && good;
    return good || failure_set(why, FAILURE_USAGE, "cannot write %s: %s (choose --reports DIR)",
                               path, strerror(errno));
}

static void remove_earlier(const char *folder)
{
    char path[PATH_MAX + NAME_MAX + 1];
    struct dirent *entry;
    DIR *d = opendir(folder);
    while (d && (entry = readdir(d))) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (words_match("fuzz-*-[0-9]*.yaml", entry->d_name) ||
            words_match("fuzz.@(md|json|html)", entry->d_name))
            unlink(path);
    }
    if (d)
        closedir(d);
}

/* What cannot be written is better known before the minutes than behind them. */
bool fuzz_report_open(const char *folder, struct failure *why)
{
    if (!report_folder_make(folder))
        return failure_set(why, FAILURE_USAGE,
                           "cannot write reports to %s: %s (choose --reports DIR)", folder,
                           strerror(errno));
    remove_earlier(folder);
    if (!write_file(folder, "fuzz.json", NULL, NULL, 0, why))
        return false;
    remove_earlier(folder); /* nothing is known yet */
    return true;
}

size_t fuzz_report_failures(const struct hunt_result *r)
{
    size_t failures = 0;
    for (size_t i = 0; i < r->count; i++)
        failures += !r->findings[i].doubt;
    return failures;
}

/* With all that was judged, started and narrowed down in between. */
static double per_second(const struct hunt_result *r)
{
    return r->elapsed > 0 ? (double)r->inputs * 1e9 / (double)r->elapsed : 0;
}

static double fired_per_second(const struct hunt_result *r)
{
    return r->firing > 0 ? (double)r->inputs * 1e9 / (double)r->firing : 0;
}

static const char *verdict_of(const struct fuzz_model *m)
{
    if (fuzz_report_failures(m->result) > 0)
        return "findings";
    return m->signal || m->result->gave_up ? "cut off" : "nothing found";
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void put_octets(struct json_pen *pen, const char *name, const struct span *octets)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return;
    fuzz_write_octets(out, octets);
    if (fclose(out) == 0 && length > 2) {
        text[length - 1] = '\0'; /* without the quotes */
        json_pen_text(pen, name, text + 1);
    }
    memory_drop(text);
}

static void put_finding(struct json_pen *pen, const struct fuzz_model *m, size_t at)
{
    const struct hunt_finding *f = &m->result->findings[at];
    char name[64], file[80];
    fuzz_finding_name(name, sizeof name, m->result, at);
    snprintf(file, sizeof file, "%s.yaml", name);
    json_pen_open(pen, NULL, '{');
    json_pen_text(pen, "kind", hunt_kind_names[f->kind]);
    json_pen_raw(pen, "failure", f->doubt ? "false" : "true");
    json_pen_text(pen, "doubt", f->doubt);
    json_pen_text(pen, "seen", f->sentence);
    json_pen_text(pen, "evidence", f->evidence);
    json_pen_number(pen, "times", f->seen);
    json_pen_number(pen, "inputs", (double)f->count);
    json_pen_number(pen, "octets", (double)f->inputs[0].length);
    json_pen_number(pen, "octets_before", (double)f->first_length);
    json_pen_text(pen, "scenario", file);
    json_pen_close(pen, '}');
}

static void put_difference(struct json_pen *pen, const struct hunt_difference *d)
{
    json_pen_open(pen, NULL, '{');
    json_pen_text(pen, "candidate", d->text);
    json_pen_text(pen, "other", d->their_text);
    json_pen_number(pen, "times", d->seen);
    put_octets(pen, "bytes", &d->input);
    json_pen_close(pen, '}');
}

static void write_json(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_result *r = m->result;
    struct json_pen pen = {.out = out};
    (void)at;
    json_pen_open(&pen, NULL, '{');
    json_pen_text(&pen, "schema", "assay-fuzz/1");
    json_pen_text(&pen, "verdict", verdict_of(m));
    json_pen_text(&pen, "candidate", m->candidate);
    json_pen_text(&pen, "again", m->again);
    json_pen_number(&pen, "seed", (double)m->seed);
    json_pen_number(&pen, "corpus", (double)m->corpus);
    json_pen_number(&pen, "inputs", (double)r->inputs);
    json_pen_number(&pen, "inputs_per_second", per_second(r));
    json_pen_number(&pen, "inputs_per_second_on_the_wire", fired_per_second(r));
    json_pen_number(&pen, "duration_s", (double)r->elapsed / 1e9);
    json_pen_number(&pen, "signatures", (double)r->signatures);
    json_pen_number(&pen, "stock", (double)r->stock);
    json_pen_number(&pen, "starts", r->starts);
    json_pen_number(&pen, "signal", m->signal);
    json_pen_text(&pen, "gave_up", r->gave_up);
    json_pen_text(&pen, "memory_not_counted", r->meter);
    json_pen_open(&pen, "findings", '[');
    for (size_t i = 0; i < r->count; i++)
        put_finding(&pen, m, i);
    json_pen_close(&pen, ']');
    json_pen_text(&pen, "against", m->other);
    json_pen_number(&pen, "compared", (double)r->compared);
    json_pen_number(&pen, "against_ended", r->their_ends);
    json_pen_open(&pen, "differences", '[');
    for (size_t i = 0; i < r->difference_count; i++)
        put_difference(&pen, &r->differences[i]);
    json_pen_close(&pen, ']');
    json_pen_close(&pen, '}');
    fputc('\n', out);
}

/* --- for people ----------------------------------------------------------------------------- */

void fuzz_report_progress(FILE *out, const struct hunt_result *r, const char *end)
{
    fprintf(out, "  %.0f s: %llu inputs, %.0f/s, %zu looks of answers, %zu findings%s",
            (double)r->elapsed / 1e9, (unsigned long long)r->inputs, per_second(r), r->signatures,
            fuzz_report_failures(r), end);
    fflush(out);
}

static void print_line(FILE *out, const char *before, const char *words_of_server)
{
    fputs(before, out);
    utf8_put_plain(out, words_of_server, strlen(words_of_server));
    fputc('\n', out);
}

static void print_finding(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_finding *f = &m->result->findings[at];
    char name[64];
    fuzz_finding_name(name, sizeof name, m->result, at);
    print_line(out, f->doubt ? "note     " : "FINDING  ", f->sentence);
    if (f->doubt)
        print_line(out, "         only mentioned: ", f->doubt);
    if (!f->repeated && !f->doubt)
        fputs("         it did not show again on a fresh process\n", out);
    fprintf(out, "         seen %u times; %zu octets in %zu inputs\n", f->seen, f->inputs[0].length,
            f->count);
    fprintf(out, "         again  %s run --mode native %s/%s.yaml%s\n", program_invocation_name,
            m->reports, name, m->server);
}

static void print_difference(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_difference *d = &m->result->differences[at];
    fprintf(out, "differs  %s; the other: %s (%u times)\n         %s/fuzz-difference-%zu.yaml\n",
            d->text, d->their_text, d->seen, m->reports, at + 1);
}

void fuzz_report_print(FILE *out, const struct fuzz_model *m)
{
    const struct hunt_result *r = m->result;
    for (size_t i = 0; i < r->count; i++)
        print_finding(out, m, i);
    for (size_t i = 0; i < r->difference_count; i++)
        print_difference(out, m, i);
    if (r->gave_up)
        fprintf(out, "gave up  %s\n", r->gave_up);
    if (r->their_ends)
        fprintf(
            out,
            "note     the server of --against ended %u times of what it was sent: fuzz it, too\n",
            r->their_ends);
    if (r->inputs < m->corpus)
        fprintf(out,
                "note     only %llu of the %zu inputs that it begins with were played; give it "
                "more --seconds\n",
                (unsigned long long)r->inputs, m->corpus);
    fprintf(out, "\n  %s   %s/fuzz.md\n", verdict_of(m), m->reports);
    fprintf(out, "%llu inputs, %.0f/s, %zu looks of answers, %zu findings, seed %llu\n",
            (unsigned long long)r->inputs, per_second(r), r->signatures, fuzz_report_failures(r),
            (unsigned long long)m->seed);
}

static void write_markdown(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_result *r = m->result;
    (void)at;
    fprintf(out, "# Fuzzing %s: %s\n\n| | |\n|---|---|\n", m->candidate, verdict_of(m));
    fprintf(out, "| inputs | %llu, %.0f a second, %.0f while they were on their way |\n",
            (unsigned long long)r->inputs, per_second(r), fired_per_second(r));
    fprintf(out, "| time | %.1f s |\n| seed | %llu |\n", (double)r->elapsed / 1e9,
            (unsigned long long)m->seed);
    fprintf(out, "| inputs it began with | %zu |\n| looks of answers | %zu |\n", m->corpus,
            r->signatures);
    fprintf(out, "| starts of the server | %u |\n", r->starts);
    if (r->meter)
        fprintf(out, "| memory | not counted: %s |\n", r->meter);
    if (m->other)
        fprintf(out, "| compared with | %s, %zu inputs |\n", m->other, r->compared);
    fprintf(out, "\nAgain: `%s`\n\n```\n", m->again);
    fuzz_report_print(out, m);
    fputs("```\n", out);
}

static void write_page(FILE *out, const struct fuzz_model *m, size_t at)
{
    (void)at;
    fuzz_page_write(out, m, verdict_of(m));
}

bool fuzz_report_write(const struct fuzz_model *m, struct failure *why)
{
    const struct hunt_result *r = m->result;
    char name[64], file[80];
    bool good = true;
    for (size_t i = 0; i < r->count && good; i++) {
        fuzz_finding_name(name, sizeof name, r, i);
        snprintf(file, sizeof file, "%s.yaml", name);
        good = write_file(m->reports, file, fuzz_write_scenario, m, i, why);
    }
    for (size_t i = 0; i < r->difference_count && good; i++) {
        snprintf(file, sizeof file, "fuzz-difference-%zu.yaml", i + 1);
        good = write_file(m->reports, file, fuzz_write_difference, m, i, why);
    }
    return good && write_file(m->reports, "fuzz.md", write_markdown, m, 0, why) &&
           write_file(m->reports, "fuzz.html", write_page, m, 0, why) &&
           write_file(m->reports, "fuzz.json", write_json, m, 0, why);
}
