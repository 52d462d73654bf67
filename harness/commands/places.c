/* SPDX-License-Identifier: MIT */
/* Looks around the executable, once. */
#include "commands/places.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *place_programs(void)
{
    static char folder[PATH_MAX];
    if (*folder)
        return folder;
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    else
        snprintf(folder, sizeof folder, ".");
    return folder;
}

const char *place_scenarios(void)
{
    static const char *const around[] = {
        "../scenarios",             /* build/assay in the source tree */
        "../../scenarios",          /* build/VARIANT/assay */
        "../share/assay/scenarios", /* installed */
    };
    static char whole[PATH_MAX];
    char folder[PATH_MAX + 32], probe[PATH_MAX + 64];
    if (*whole)
        return whole;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        snprintf(folder, sizeof folder, "%s/%s", place_programs(), around[i]);
        snprintf(probe, sizeof probe, "%s/requirements.yaml", folder);
        if (access(probe, R_OK) == 0 && realpath(folder, whole))
            return whole;
    }
    return "scenarios";
}
