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
#include "report/junit.h"
#include "report/markdown.h"
#include "report/percentiles.h"
#include "report/runfile.h"
#include "report/tap.h"

typedef void report_writer(FILE *out, const struct run_result *r);

/* The first row is the source of the others, and is always written. */
static const struct report {
    const char *format, *file;
    report_writer *write, *write_strictly; /* NULL: there is one form only */
} reports[] = {
    {"json", "run.json", runfile_write, NULL},
    {"junit", "junit.xml", junit_write, junit_write_strict},
    {"tap", "report.tap", tap_write, NULL},
    {"ctrf", "ctrf.json", ctrf_write, NULL},
    {"markdown", "report.md", markdown_write, NULL},
    {"hgrm", "latency.hgrm", percentiles_write, NULL},
};

enum { SUMMARY_MAX = 1024 * 1024, SUMMARY_LINE_MAX = 100 }; /* octets */

enum { REPORTS = sizeof reports / sizeof *reports, WORD_MAX = 40 };

static const char events_file[] = "events.jsonl";

/* ---- choosing -------------------------------------------------------------------------------- */

static bool is_chosen(const struct report_choice *c, size_t row)
{
    return c->formats == 0 || c->formats & 1u << row;
}

static bool unknown_format(const char *word, struct failure *why)
{
    const char *names[REPORTS + 2] = {"all"};
    char list[200] = "all";
    for (size_t i = 0, used = strlen(list); i < REPORTS && used < sizeof list; i++) {
        names[i + 1] = reports[i].format;
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
    for (size_t i = 0; i < REPORTS; i++) {
        if (strcmp(reports[i].format, word) == 0)
            return 1u << i;
    }
    return 0;
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

void report_choice_each(const struct report_choice *c, void each(const char *file))
{
    for (size_t i = 1; i < REPORTS; i++) {
        if (is_chosen(c, i))
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

static bool write_whole(const char *path, const struct run_result *r, report_writer *write)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return false;
    write(out, r);
    bool good = !ferror(out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && good;
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
    const struct report *report = &reports[row];
    bool strictly = c->junit_strict && report->write_strictly;
    return replace(folder, report->file, r, strictly ? report->write_strictly : report->write, why);
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
        if (i == 0 || is_chosen(&f->choice, i))
            good &= write_row(f->folder, i, &f->choice, r, why);
    }
    if (good)
        add_to_summary(r);
    return good;
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
        if (i == 0 || is_chosen(choice, i))
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
