/* SPDX-License-Identifier: MIT */
/* `assay lint`: reads files as `assay run` would and says everything that is wrong with them.
 * Scenarios, candidate files (in a folder `candidates`) and requirements.yaml. Starts nothing.
 */
#include "commands/commands.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "candidate/profile.h"
#include "commands/places.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"
#include "scenario/requirements.h"

enum { OPT_STRICT = 256, OPT_REQUIREMENTS };

enum { STATUS_FINE = 0, STATUS_WRONG = 2 };

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

static bool in_candidates(const char *path)
{
    const char *at = strstr(path, "candidates/");
    return at && (at == path || at[-1] == '/') && !strchr(at + strlen("candidates/"), '/');
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

static void lint_path(struct lint *lint, const char *path)
{
    if (in_candidates(path))
        lint_candidate(lint, path);
    else if (is_requirements(path))
        lint_requirements(lint, path);
    else
        lint_scenarios(lint, path);
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
               "anything.\vEvery mistake of a file is shown with its place. PATH is a file or a "
               "folder of scenarios; without one the acceptance scenarios are checked. Exit status "
               "0: fine, 2: errors.",
    };
    struct lint lint = {.strict = false};
    argp_err_exit_status = STATUS_WRONG;
    argp_parse(&parser, argc, argv, 0, NULL, &lint);
    scenario_set_init(&lint.set);
    if (load_requirements(&lint)) {
        char acceptance[4096];
        snprintf(acceptance, sizeof acceptance, "%s/acceptance", place_scenarios());
        if (!lint.paths)
            lint_path(&lint, acceptance);
        for (char **path = lint.paths; path && *path; path++)
            lint_path(&lint, *path);
    }
    return finish(&lint);
}
