/* SPDX-License-Identifier: MIT */
/* Files, sorted by name so that a seed means the same on every disk. */
#include "commands/fuzz_corpus.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "commands/places.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"
#include "scenario/variables.h"

enum { DEPTH_MAX = 4 };

struct loading {
    struct fuzz_corpus *c;
    struct arena *arena;
    const struct profile *profile;
    const char *before; /* octets put in front of each, or "" */
};

static void add(struct loading *l, const char *octets, size_t length)
{
    struct fuzz_corpus *c = l->c;
    if (length == 0 || length > MUTATION_LENGTH_MAX || c->count >= FUZZ_CORPUS_MAX)
        return;
    if (c->count == c->capacity)
        c->inputs = arena_grow(l->arena, c->inputs, c->count, &c->capacity, sizeof *c->inputs);
    c->inputs[c->count++] = (struct span){arena_copy(l->arena, octets, length), length};
}

/* --- folders -------------------------------------------------------------------------------- */

/* What is longer than an input may be is cut. */
static bool add_file(struct loading *l, const char *path, struct failure *why)
{
    struct bytes octets;
    FILE *f = fopen(path, "re");
    if (!f)
        return failure_set(why, FAILURE_USAGE, "cannot read %s: %s", path, strerror(errno));
    bytes_init(&octets, MUTATION_LENGTH_MAX);
    bytes_text(&octets, l->before);
    size_t room = bytes_space(&octets, MUTATION_LENGTH_MAX);
    bytes_added(&octets, fread(octets.data + octets.length, 1, room, f));
    bool failed = ferror(f) != 0;
    (void)fclose(f);
    add(l, octets.data, octets.length);
    bytes_release(&octets);
    return !failed || failure_set(why, FAILURE_USAGE, "cannot read %s", path);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool add_folder(struct loading *l, const char *folder, int depth, struct failure *why)
{
    struct dirent **entries = NULL;
    bool good = true;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count == -1)
        return failure_set(why, FAILURE_USAGE, "cannot read the corpus %s: %s", folder,
                           strerror(errno));
    for (int i = 0; i < count; i++) {
        struct stat s;
        const char *path = arena_text(l->arena, "%s/%s", folder, entries[i]->d_name);
        free(entries[i]);
        if (!good || stat(path, &s) != 0)
            continue;
        if (S_ISREG(s.st_mode))
            good = add_file(l, path, why);
        else if (S_ISDIR(s.st_mode) && depth > 0)
            good = add_folder(l, path, depth - 1, why);
    }
    free(entries);
    return good;
}

/* --- the raw cases -------------------------------------------------------------------------- */

static const char *value_of(void *context, const char *name)
{
    const struct profile *p = context;
    const char *value = profile_variable(p, name);
    return value ? value : "1";
}

static void add_cases(struct loading *l, const struct scenario *s)
{
    char missing[VARIABLE_NAME_MAX];
    for (size_t i = 0; i < s->case_count; i++) {
        const struct step *step = &s->cases[i].step;
        struct profile profile = *l->profile;
        struct bytes octets;
        bytes_init(&octets, MUTATION_LENGTH_MAX);
        if (step->octets && variables_expand(&octets, step->octets, step->octet_count, value_of,
                                             &profile, missing, sizeof missing))
            add(l, octets.data, octets.length);
        bytes_release(&octets);
    }
}

static bool add_protocol(struct loading *l, struct failure *why)
{
    struct scenario_set set;
    unsigned errors = 0, warnings = 0;
    const struct known known = {.capabilities = capability_names()};
    const char *folder = arena_text(l->arena, "%s/protocol", place_scenarios());
    scenario_set_init(&set);
    bool good = scenarios_load(&set, folder, &known, false, stderr, &errors, &warnings, why);
    for (size_t i = 0; good && i < set.count; i++)
        add_cases(l, &set.items[i]);
    scenario_set_release(&set);
    return good;
}

/* --- the door ------------------------------------------------------------------------------- */

static bool add_shipped(struct loading *l, struct failure *why)
{
    const char *place = place_corpus();
    if (!add_folder(l, arena_text(l->arena, "%s/head", place), 0, why))
        return false;
    l->before = arena_text(l->arena,
                           "POST %s HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n",
                           l->profile->paths[PATH_ECHO]);
    return add_folder(l, arena_text(l->arena, "%s/chunk", place), 0, why) && add_protocol(l, why);
}

bool fuzz_corpus_load(struct fuzz_corpus *c, const char *folder, const struct profile *profile,
                      struct arena *a, struct failure *why)
{
    struct loading l = {.c = c, .arena = a, .profile = profile, .before = ""};
    *c = (struct fuzz_corpus){.count = 0};
    bool good = folder ? add_folder(&l, folder, DEPTH_MAX, why) : add_shipped(&l, why);
    if (good && c->count == 0)
        return failure_set(why, FAILURE_USAGE,
                           "the corpus %s holds no input; put a file with the octets of a request "
                           "into it, or leave --corpus out",
                           folder ? folder : place_corpus());
    return good;
}
