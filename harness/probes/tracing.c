/* SPDX-License-Identifier: MIT */
/* Reads the status of each thread. */
#include "probes/tracing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool traced_by(pid_t pid, const char *thread, pid_t tracer)
{
    static const char key[] = "TracerPid:";
    char path[64], line[128];
    bool traced = false;
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", pid, thread);
    FILE *f = fopen(path, "re");
    if (!f)
        return true;
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, key, sizeof key - 1) == 0)
            traced = strtol(line + sizeof key - 1, NULL, 10) == tracer;
    }
    fclose(f);
    return traced;
}

bool tracing_all(pid_t pid, pid_t tracer)
{
    char path[32];
    bool all = true;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    const struct dirent *entry;
    while (tasks && (entry = readdir(tasks))) {
        if (entry->d_name[0] != '.')
            all &= traced_by(pid, entry->d_name, tracer);
    }
    if (tasks)
        closedir(tasks);
    return all;
}
