/* SPDX-License-Identifier: MIT */
/* Files around the pure report writers. */
#include "commands/report_files.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/runfile.h"

static bool make_folders(const char *folder)
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

bool report_files_open(struct report_files *f, const char *folder, struct failure *why)
{
    char path[PATH_MAX];
    *f = (struct report_files){.folder = folder};
    bool made = make_folders(folder);
    if (made) {
        snprintf(path, sizeof path, "%s/run.json", folder);
        unlink(path);
        snprintf(path, sizeof path, "%s/events.jsonl", folder);
        f->events = fopen(path, "we");
    }
    if (f->events)
        return true;
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

static bool write_whole(const char *path, const struct run_result *r)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return false;
    runfile_write(out, r);
    bool good = !ferror(out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && good;
}

bool report_files_finish(struct report_files *f, const struct run_result *r, struct failure *why)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    fclose(f->events);
    f->events = NULL;
    snprintf(temporary, sizeof temporary, "%s/.run.json.new", f->folder);
    snprintf(path, sizeof path, "%s/run.json", f->folder);
    if (write_whole(temporary, r) && rename(temporary, path) == 0)
        return true;
    failure_set(why, FAILURE_HARNESS, "cannot write %s: %s", path, strerror(errno));
    unlink(temporary);
    return false;
}
