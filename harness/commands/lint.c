/* SPDX-License-Identifier: MIT */
/* `assay lint`: reads files as `assay run` would and says everything that is wrong with them.
 * Scenarios, candidate files and requirements.yaml, wherever they lie. Starts nothing.
 */
#include "commands/commands.h"

#include <argp.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "candidate/profile.h"
#include "commands/places.h"
#include "data/file.h"
#include "data/yaml.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"
#include "scenario/requirements.h"

enum { OPT_STRICT = 256, OPT_REQUIREMENTS };

enum { STATUS_FINE = 0, STATUS_WRONG = 2 };

enum { FOLDER_DEPTH_MAX = 16 }; /* deeper is a loop of links */

struct lint {
    bool strict;
    const char *requirements; /* NULL: the shipped list */
    char **paths;             /* ended by NULL */
    struct requirement_list list;
    struct scenario_set set;
    unsigned errors, warnings;
};

static const struct argp_option options[] = {
    {.name = "strict", .key = OPT_STRICT, .doc = "warnings are errors"},
    {.name = "requirements",
     .key = OPT_REQUIREMENTS,
     .arg = "FILE",
     .doc = "the list that `covers:` names, instead of scenarios/requirements.yaml"},
    {.name = NULL},
};

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct lint *lint = state->input;
    switch (key) {
    case OPT_STRICT: lint->strict = true; return 0;
    case OPT_REQUIREMENTS: lint->requirements = arg; return 0;
    case ARGP_KEY_ARGS: lint->paths = state->argv + state->next; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* A file that cannot be read at all counts as one error, so that the last line agrees with the
 * exit status. */
static void say(struct lint *lint, const struct failure *why)
{
    if (why->code == FAILURE_NONE || why->code == FAILURE_SCENARIO)
        return;
    fprintf(stderr, "assay lint: %s\n", why->sentence);
    lint->errors++;
}

/* Wherever it lies: a line of a candidate file begins with `candidate:`, none of a scenario does.
 * What cannot be read is a scenario, whose reader says why. */
static bool is_candidate(const char *path)
{
    static const char word[] = "candidate:";
    struct failure why = {.code = FAILURE_NONE};
    struct bytes text;
    bytes_init(&text, YAML_OCTETS_MAX);
    bool read = file_read(&text, path, &why), found = false;
    for (const char *at = text.data; read && at && !found; at = strchr(at, '\n')) {
        at += *at == '\n';
        found = strncmp(at, word, sizeof word - 1) == 0;
    }
    bytes_release(&text);
    return found;
}

static bool is_requirements(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "requirements.yaml") == 0;
}

static void lint_candidate(struct lint *lint, const char *path)
{
    struct failure why = {.code = FAILURE_NONE};
    struct profile profile;
    if (!profile_load(&profile, path, place_scenarios(), stderr, &lint->errors, &why))
        say(lint, &why);
    profile_release(&profile);
}

static void lint_requirements(struct lint *lint, const char *path)
{
    struct failure why = {.code = FAILURE_NONE};
    struct requirement_list list;
    if (!requirements_load(&list, path, stderr, &lint->errors, &why))
        say(lint, &why);
    requirements_release(&list);
}

static void lint_scenarios(struct lint *lint, const char *path)
{
    struct failure why = {.code = FAILURE_NONE};
    const struct known known = {.requirements = lint->list.ids, .capabilities = capability_names()};
    if (!scenarios_load(&lint->set, path, &known, lint->strict, stderr, &lint->errors,
                        &lint->warnings, &why))
        say(lint, &why);
}

static void lint_file(struct lint *lint, const char *path)
{
    if (is_candidate(path))
        lint_candidate(lint, path);
    else if (is_requirements(path))
        lint_requirements(lint, path);
    else
        lint_scenarios(lint, path);
}

static bool ends_in_yaml(const char *name)
{
    size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

/* What a document root holds is anything. */
static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "docroot") != 0;
}

static unsigned lint_path(struct lint *lint, const char *path, int depth);

static unsigned lint_folder(struct lint *lint, const char *path, int depth)
{
    struct dirent **entries;
    unsigned files = 0;
    int count = depth < FOLDER_DEPTH_MAX ? scandir(path, &entries, is_visible, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        char below[PATH_MAX];
        snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        files += lint_path(lint, below, depth + 1);
        free(entries[i]);
    }
    if (depth < FOLDER_DEPTH_MAX && count >= 0)
        free(entries);
    return files;
}

/* A path that was named is read whatever it is called; below a folder only *.yaml is. Returns how
 * many files were. */
static unsigned lint_path(struct lint *lint, const char *path, int depth)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return lint_folder(lint, path, depth);
    if (depth > 0 && (!ends_in_yaml(path) || load_is_part(path)))
        return 0;
    lint_file(lint, path);
    return 1;
}

static void lint_argument(struct lint *lint, const char *path)
{
    struct failure why = {.code = FAILURE_NONE};
    if (lint_path(lint, path, 0) > 0)
        return;
    failure_set(&why, FAILURE_USAGE, "no file (*.yaml) in the folder '%s'", path);
    say(lint, &why);
}

static bool load_requirements(struct lint *lint)
{
    struct failure why = {.code = FAILURE_NONE};
    char shipped[4096];
    snprintf(shipped, sizeof shipped, "%s/requirements.yaml", place_scenarios());
    const char *path = lint->requirements ? lint->requirements : shipped;
    bool loaded = requirements_load(&lint->list, path, stderr, &lint->errors, &why);
    say(lint, &why);
    return loaded;
}

static int finish(struct lint *lint)
{
    printf("%zu scenario%s, %u error%s, %u warning%s\n", lint->set.count,
           lint->set.count == 1 ? "" : "s", lint->errors, lint->errors == 1 ? "" : "s",
           lint->warnings, lint->warnings == 1 ? "" : "s");
    scenario_set_release(&lint->set);
    requirements_release(&lint->list);
    return lint->errors ? STATUS_WRONG : STATUS_FINE;
}

int command_lint(int argc, char **argv)
{
    static const struct argp parser = {
        .options = options,
        .parser = take_option,
        .args_doc = "[PATH...]",
        .doc = "Check scenario files, candidate files and requirement lists without starting "
               "anything.\vEvery mistake of a file is shown with its place. PATH is a file, or a "
               "folder of which every *.yaml is checked, as what it is; without one all that is "
               "shipped is. Exit status 0: fine, 2: errors.",
    };
    struct lint lint = {.strict = false};
    argp_err_exit_status = STATUS_WRONG;
    argp_parse(&parser, argc, argv, 0, NULL, &lint);
    scenario_set_init(&lint.set);
    if (load_requirements(&lint)) {
        if (!lint.paths)
            lint_argument(&lint, place_scenarios());
        for (char **path = lint.paths; path && *path; path++)
            lint_argument(&lint, *path);
    }
    return finish(&lint);
}
