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

/* The first of those places around the executable that holds `sign`, into whole; NULL if none does.
 */
static const char *find(const char *const *around, size_t count, const char *sign,
                        char whole[PATH_MAX])
{
    char folder[PATH_MAX + 32], probe[PATH_MAX + 64];
    for (size_t i = 0; i < count && !*whole; i++) {
        snprintf(folder, sizeof folder, "%s/%s", place_programs(), around[i]);
        snprintf(probe, sizeof probe, "%s/%s", folder, sign);
        if (access(probe, R_OK) != 0 || !realpath(folder, whole))
            *whole = '\0';
    }
    return *whole ? whole : NULL;
}

const char *place_scenarios(void)
{
    static const char *const around[] = {
        "../scenarios",             /* build/assay in the source tree */
        "../../scenarios",          /* build/VARIANT/assay */
        "../share/assay/scenarios", /* installed */
    };
    static char whole[PATH_MAX];
    const char *found = find(around, sizeof around / sizeof *around, "requirements.yaml", whole);
    return found ? found : "scenarios";
}

const char *place_corpus(void)
{
    static const char *const around[] = {"../fuzz/corpus", "../../fuzz/corpus",
                                         "../share/assay/corpus"};
    static char whole[PATH_MAX];
    const char *found = find(around, sizeof around / sizeof *around, "head", whole);
    return found ? found : "fuzz/corpus";
}
