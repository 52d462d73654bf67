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
#include "report/html.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/percentiles.h"
#include "report/runfile.h"

static const struct {
    const char *name;
    void (*write)(FILE *out, const struct run_result *r);
} reports[] = {
    {"run.json", runfile_write}, {"junit.xml", junit_write},          {"report.md", markdown_write},
    {"report.html", html_write}, {"latency.hgrm", percentiles_write},
};

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
    snprintf(path, sizeof path, "%s/events.jsonl", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, 0) == 0)
        return fdopen(fd, "w");
    int error = errno;
    fd_close(&fd);
    errno = error;
    return NULL;
}

bool report_files_open(struct report_files *f, const char *folder, struct failure *why)
{
    char path[PATH_MAX];
    *f = (struct report_files){.folder = folder};
    f->events = report_folder_make(folder) ? open_events(folder) : NULL;
    if (f->events) {
        for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
            snprintf(path, sizeof path, "%s/%s", folder, reports[i].name);
            unlink(path);
        }
        return true;
    }
    if (errno == EWOULDBLOCK)
        return failure_set(why, FAILURE_USAGE,
                           "another run is writing its reports to %s (choose --reports DIR)",
                           folder);
    return failure_set(why, FAILURE_USAGE, "cannot write reports to %s: %s (choose --reports DIR)",
                       folder, strerror(errno));
}

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

static bool write_whole(const char *path, const struct run_result *r,
                        void (*write)(FILE *, const struct run_result *))
{
    FILE *out = fopen(path, "we");
    if (!out)
        return false;
    write(out, r);
    bool good = !ferror(out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && good;
}

static bool replace(const char *folder, const char *name, const struct run_result *r,
                    void (*write)(FILE *, const struct run_result *), struct failure *why)
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

/* Best effort: the verdict does not depend on what a CI service shows. */
static void add_to_summary(const struct run_result *r)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    FILE *out = path && *path ? fopen(path, "ae") : NULL;
    if (!out)
        return;
    markdown_write(out, r);
    fclose(out);
}

bool report_files_finish(struct report_files *f, const struct run_result *r, struct failure *why)
{
    bool good = true;
    fclose(f->events);
    f->events = NULL;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        good &= replace(f->folder, reports[i].name, r, reports[i].write, why);
    if (good)
        add_to_summary(r);
    return good;
}
