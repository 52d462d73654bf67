/* SPDX-License-Identifier: MIT */
/* Files around the pure report writers. */
#include "commands/report_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/words.h"
#include "report/ctrf.h"
#include "report/html.h"
#include "report/html_servers.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/percentiles.h"
#include "report/runfile.h"
#include "report/tap.h"

typedef void report_writer(FILE *out, const struct run_result *r);

/* In how strict a form files are written. */
enum form { FORM_USUAL = 0, FORM_STRICT, FORMS };

/* The first row is the source of the others, and is always written. Files of one format stand one
 * behind the other. */
static const struct report {
    const char *format, *file;
    report_writer *write[FORMS]; /* NULL: the file does not exist in this form */
} reports[] = {
    {"json", "run.json", {runfile_write, runfile_write}},
    {"junit", "junit.xml", {junit_write, junit_write_strict}},
    {"tap", "report.tap", {tap_write, tap_write}},
    {"ctrf", "ctrf.json", {ctrf_write, ctrf_write}},
    {"markdown", "report.md", {markdown_write, markdown_write}},
    {"html", "report.html", {html_write, html_write_separate}},
    {"html", "report.css", {NULL, html_write_style}},
    {"html", "report.js", {NULL, html_write_script}},
    {"hgrm", "latency.hgrm", {percentiles_write, percentiles_write}},
};

enum { SUMMARY_MAX = 1024 * 1024, SUMMARY_LINE_MAX = 100 }; /* octets */

enum { REPORTS = sizeof reports / sizeof *reports, WORD_MAX = 40 };

static const char events_file[] = "events.jsonl";

/* ---- choosing -------------------------------------------------------------------------------- */

/* NULL: this file is not written. */
static report_writer *writer_of(const struct report_choice *c, size_t row)
{
    const char *format = reports[row].format;
    bool strict = (c->junit_strict && strcmp(format, "junit") == 0) ||
                  (c->assets_separate && strcmp(format, "html") == 0);
    bool chosen = row == 0 || c->formats == 0 || c->formats & 1u << row;
    return chosen ? reports[row].write[strict ? FORM_STRICT : FORM_USUAL] : NULL;
}

static bool is_first_of_format(size_t row)
{
    return row == 0 || strcmp(reports[row - 1].format, reports[row].format) != 0;
}

static bool unknown_format(const char *word, struct failure *why)
{
    const char *names[REPORTS + 2] = {"all"};
    char list[200] = "all";
    for (size_t i = 0, used = strlen(list); i < REPORTS && used < sizeof list; i++) {
        names[i + 1] = reports[i].format;
        if (is_first_of_format(i))
            used += (size_t)snprintf(list + used, sizeof list - used, ", %s", reports[i].format);
    }
    const char *near = words_nearest(word, names);
    return failure_set(why, FAILURE_USAGE, "--format takes several of %s, not '%s'%s%s%s", list,
                       word, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Zero: there is no such format. */
static unsigned bits_of(const char *word)
{
    if (strcmp(word, "all") == 0)
        return (1u << REPORTS) - 1;
    unsigned bits = 0;
    for (size_t i = 0; i < REPORTS; i++)
        bits |= strcmp(reports[i].format, word) == 0 ? 1u << i : 0;
    return bits;
}

bool report_choice_parse(struct report_choice *c, const char *list, struct failure *why)
{
    for (const char *at = list; at; at = strchr(at, ',')) {
        char word[WORD_MAX];
        at += *at == ',';
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, ","), at);
        unsigned bits = bits_of(word);
        if (!bits)
            return unknown_format(word, why);
        c->formats |= bits;
    }
    return true;
}

bool report_choice_assets(struct report_choice *c, const char *word, struct failure *why)
{
    c->assets_separate = strcmp(word, "separate") == 0;
    return c->assets_separate || strcmp(word, "inline") == 0 ||
           failure_set(why, FAILURE_USAGE, "--assets takes inline or separate, not '%s'", word);
}

const char *report_choice_page(const struct report_choice *c)
{
    for (size_t i = 0; i < REPORTS; i++) {
        if (strcmp(reports[i].format, "html") == 0 && writer_of(c, i))
            return reports[i].file;
    }
    return reports[0].file;
}

void report_choice_each(const struct report_choice *c, void each(const char *file))
{
    for (size_t i = 1; i < REPORTS; i++) {
        if (writer_of(c, i))
            each(reports[i].file);
    }
}

/* ---- folders --------------------------------------------------------------------------------- */

bool report_folder_make(const char *folder)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path)
        return false;
    for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(path, 0777) == -1 && errno != EEXIST)
            return false;
        *p = '/';
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

/* The log of a run is locked as long as that run lives: two may not share a folder. */
static FILE *open_events(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, events_file);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, 0) == 0)
        return fdopen(fd, "w");
    int error = errno;
    fd_close(&fd);
    errno = error;
    return NULL;
}

bool report_folder_is(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

bool report_folder_is_free(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, events_file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_free = fd == -1 || flock(fd, LOCK_SH | LOCK_NB) == 0;
    fd_close(&fd);
    return is_free;
}

static bool refuse_folder(const char *folder, int error, struct failure *why)
{
    if (error == EWOULDBLOCK)
        return failure_set(why, FAILURE_USAGE,
                           "another run is writing its reports to %s (choose --reports DIR)",
                           folder);
    return failure_set(why, FAILURE_USAGE, "cannot write reports to %s: %s (choose --reports DIR)",
                       folder, strerror(error));
}

static void remove_file(const char *folder, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

bool report_files_open(struct report_files *f, const char *folder,
                       const struct report_choice *choice, struct failure *why)
{
    *f = (struct report_files){.folder = folder, .choice = *choice};
    f->events = report_folder_make(folder) ? open_events(folder) : NULL;
    if (!f->events)
        return refuse_folder(folder, errno, why);
    for (size_t i = 0; i < REPORTS; i++)
        remove_file(folder, reports[i].file);
    remove_file(folder, REPORT_SERVERS);
    return true;
}

/* ---- while the run goes on ------------------------------------------------------------------- */

void report_files_run(struct report_files *f, const struct run_result *r)
{
    runfile_event_run(f->events, r);
}

void report_files_begun(struct report_files *f, const struct scenario_result *s)
{
    runfile_event_begun(f->events, s);
}

void report_files_ended(struct report_files *f, const struct scenario_result *s)
{
    runfile_event_ended(f->events, s);
}

/* ---- when it is over ------------------------------------------------------------------------- */

/* False if it is NULL, or if any octet did not reach the disk. */
static bool close_whole(FILE *out)
{
    if (!out)
        return false;
    bool good = !ferror(out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && good;
}

static bool write_whole(const char *path, const struct run_result *r, report_writer *write)
{
    FILE *out = fopen(path, "we");
    if (out)
        write(out, r);
    return close_whole(out);
}

static bool replace(const char *folder, const char *name, const struct run_result *r,
                    report_writer *write, struct failure *why)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    snprintf(temporary, sizeof temporary, "%s/.%s.new", folder, name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (write_whole(temporary, r, write) && rename(temporary, path) == 0)
        return true;
    failure_set(why, FAILURE_HARNESS, "cannot write %s: %s", path, strerror(errno));
    unlink(temporary);
    return false;
}

static bool write_row(const char *folder, size_t row, const struct report_choice *c,
                      const struct run_result *r, struct failure *why)
{
    return replace(folder, reports[row].file, r, writer_of(c, row), why);
}

/* Best effort: the verdict does not depend on what a CI service shows. A summary of more than its
 * limit is dropped whole, so what other runs of the same step have written stays below it. */
static void add_to_summary(const struct run_result *r)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    FILE *out = path && *path ? fopen(path, "ae") : NULL;
    struct stat before;
    if (!out)
        return;
    if (fstat(fileno(out), &before) == -1 || before.st_size + MARKDOWN_MAX <= SUMMARY_MAX)
        markdown_write(out, r);
    else if (before.st_size + SUMMARY_LINE_MAX <= SUMMARY_MAX)
        fprintf(out, "# %s\n\nThe page is full; report.md has this run.\n",
                run_verdict_shout(r->verdict));
    fclose(out);
}

bool report_files_finish(struct report_files *f, const struct run_result *r, struct failure *why)
{
    bool good = true;
    fclose(f->events);
    f->events = NULL;
    for (size_t i = 0; i < REPORTS; i++) {
        if (writer_of(&f->choice, i))
            good &= write_row(f->folder, i, &f->choice, r, why);
    }
    if (good)
        add_to_summary(r);
    return good;
}

const char *report_files_break(const struct report_files *f, const struct run_result *r)
{
    struct failure unused = {.code = FAILURE_NONE};
    for (size_t i = 0; i < REPORTS; i++)
        remove_file(f->folder, reports[i].file);
    return write_row(f->folder, 0, &f->choice, r, &unused) ? reports[0].file : events_file;
}

bool report_files_again(const char *folder, enum report_target target,
                        const struct report_choice *choice, const struct run_result *r,
                        struct failure *why)
{
    bool good = true;
    if (!report_folder_make(folder) || access(folder, W_OK) == -1)
        return refuse_folder(folder, errno, why);
    if (!report_folder_is_free(folder))
        return refuse_folder(folder, EWOULDBLOCK, why);
    for (size_t i = target == REPORT_WITH_RUN ? 0 : 1; i < REPORTS; i++) {
        if (writer_of(choice, i))
            good &= write_row(folder, i, choice, r, why);
        else if (target != REPORT_OWN_FOLDER)
            remove_file(folder, reports[i].file);
    }
    if (target != REPORT_OWN_FOLDER)
        remove_file(folder, events_file);
    if (target == REPORT_WITHOUT_RUN)
        remove_file(folder, reports[0].file);
    return good;
}

/* ---- several runs ---------------------------------------------------------------------------- */

bool report_files_servers(const char *folder, const struct run_result *const *runs, size_t count,
                          struct failure *why)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    if (!report_folder_make(folder) || access(folder, W_OK) == -1)
        return refuse_folder(folder, errno, why);
    snprintf(temporary, sizeof temporary, "%s/.%s.new", folder, REPORT_SERVERS);
    snprintf(path, sizeof path, "%s/%s", folder, REPORT_SERVERS);
    FILE *out = fopen(temporary, "we");
    if (out)
        html_servers_write(out, runs, count);
    if (close_whole(out) && rename(temporary, path) == 0)
        return true;
    failure_set(why, FAILURE_HARNESS, "cannot write %s: %s", path, strerror(errno));
    unlink(temporary);
    return false;
}
