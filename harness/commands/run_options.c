/* SPDX-License-Identifier: MIT */
/* argp tables for `assay run`; what follows -- is the candidate's and is not looked at.
 */
#include "commands/run_options.h"

#include <argp.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "commands/command_line.h"
#include "run/run.h"
#include "scenario/quantity.h"

enum {
    OPT_ONLY = 256,
    OPT_SKIP,
    OPT_TAG,
    OPT_REQUIREMENTS,
    OPT_SEED,
    OPT_SCALE,
    OPT_CLIENT,
    OPT_MAX_TIME,
    OPT_FAIL_FAST,
    OPT_REPEAT,
    OPT_DRY_RUN,
    OPT_REPORTS,
    OPT_MODE,
    OPT_JSON,
    OPT_COLOUR,
    OPT_STRICT,
    OPT_BOUND,
    OPT_DURATION,
    OPT_RERUN,
    OPT_NETWORK,
    OPT_USER,
    OPT_URL,
    OPT_PID,
    OPT_FORMAT,
    OPT_JUNIT_STRICT,
    OPT_ASSETS
};

#define SEED_MAX ((1ULL << 53) - 1) /* so that every reader of run.json has the exact number */

static const struct argp_option table[] = {
    {.doc = "What is judged:", .group = 1},
    {.name = "candidate",
     .key = 'c',
     .arg = "NAME|FILE",
     .group = 1,
     .doc = "a candidate file; NAME is looked up in scenarios/candidates. A command after -- "
            "replaces the file's own"},
    {.name = "url",
     .key = OPT_URL,
     .arg = "URL",
     .group = 1,
     .doc = "a server that runs already, as http://HOST:PORT. It is not started, signalled or "
            "ended, and what cannot be judged so is skipped. -c may name the file that has its "
            "paths and waivers"},
    {.name = "pid",
     .key = OPT_PID,
     .arg = "PID",
     .group = 1,
     .doc = "with --url: its main process on this host. Then descriptors, memory and processor "
            "time of that process and of all below it are judged, too"},
    {.name = "network",
     .key = OPT_NETWORK,
     .arg = "WHERE",
     .group = 1,
     .doc = "own: each server process has loopback for itself, which is the default where the host "
            "permits it; host: for a server that needs a service of this host"},
    {.name = "user",
     .key = OPT_USER,
     .arg = "NAME",
     .group = 1,
     .doc = "as whom root starts the server, such as nobody"},
    {.doc = "Which scenarios are played:", .group = 2},
    {.name = "only", .key = OPT_ONLY, .arg = "GLOB", .doc = "those whose id matches", .group = 2},
    {.name = "skip", .key = OPT_SKIP, .arg = "GLOB", .doc = "not those", .group = 2},
    {.name = "tag", .key = OPT_TAG, .arg = "GLOB", .doc = "those with such a tag", .group = 2},
    {.name = "requirements",
     .key = OPT_REQUIREMENTS,
     .arg = "FILE",
     .doc = "judge against this list instead of scenarios/requirements.yaml",
     .group = 2},
    {.name = "rerun-failed",
     .key = OPT_RERUN,
     .doc = "only what did not pass in the last run of the reports folder, in the same modes",
     .group = 2},
    {.name = "dry-run",
     .key = OPT_DRY_RUN,
     .doc = "say what would be played, start nothing",
     .group = 2},
    {.doc = "How:", .group = 3},
    {.name = "mode",
     .key = OPT_MODE,
     .arg = "MODE",
     .doc = "native, or under valgrind's tools: memcheck (errors, leaks), callgrind "
            "(instructions per request), helgrind, drd (races; they only warn); all. Native and "
            "memcheck is the default, with --url native alone",
     .group = 3},
    {.name = "seed",
     .key = OPT_SEED,
     .arg = "N",
     .doc = "of everything random; printed",
     .group = 3},
    {.name = "timeout-scale",
     .key = OPT_SCALE,
     .arg = "X",
     .doc = "multiply every time limit, for slow machines",
     .group = 3},
    {.name = "client",
     .key = OPT_CLIENT,
     .arg = "raw|curl",
     .doc = "who drives the connections of a load: assay itself, or libcurl, to cross-check",
     .group = 3},
    {.name = "jobs",
     .key = 'j',
     .arg = "N",
     .doc = "play N scenarios side by side, but never two loads at once, and none beside a load "
            "whose speed is judged",
     .group = 3},
    {.name = "max-time",
     .key = OPT_MAX_TIME,
     .arg = "S",
     .doc = "end after S seconds; what had no turn is inconclusive",
     .group = 3},
    {.name = "bound",
     .key = OPT_BOUND,
     .arg = "SPAN",
     .doc = "scenarios/soak: bound what SPAN (24h, 7d) would leave in memory, from minutes",
     .group = 3},
    {.name = "duration",
     .key = OPT_DURATION,
     .arg = "SPAN",
     .doc = "scenarios/soak: really soak for SPAN (24h); goes on where an earlier run was cut off",
     .group = 3},
    {.name = "repeat",
     .key = OPT_REPEAT,
     .arg = "N",
     .doc = "play each scenario N times",
     .group = 3},
    {.name = "fail-fast",
     .key = OPT_FAIL_FAST,
     .doc = "stop at the first check that fails",
     .group = 3},
    {.name = "strict", .key = OPT_STRICT, .doc = "a warning is a failure", .group = 3},
    {.doc = "What is written:", .group = 4},
    {.name = "reports",
     .key = OPT_REPORTS,
     .arg = "DIR",
     .doc = "folder of run.json, events.jsonl and the reports (default reports/latest)",
     .group = 4},
    {.name = "format",
     .key = OPT_FORMAT,
     .arg = "LIST|all",
     .doc = "which reports stand beside run.json: several of junit, tap, ctrf, markdown, html, "
            "hgrm with "
            "commas, or all, which is the default; json is run.json alone",
     .group = 4},
    {.name = "assets",
     .key = OPT_ASSETS,
     .arg = "inline|separate",
     .doc = "where style and script of report.html are (inline)"},
    {.name = "junit-strict",
     .key = OPT_JUNIT_STRICT,
     .doc = "junit.xml without the attributes that Jenkins' xUnit plugin refuses",
     .group = 4},
    {.name = "json", .key = OPT_JSON, .doc = "run.json on stdout, all else on stderr", .group = 4},
    {.name = "quiet", .key = 'q', .doc = "only what did not pass, and the verdict", .group = 4},
    {.name = "verbose", .key = 'v', .doc = "every check; -vv its evidence too", .group = 4},
    {.name = "color", .key = OPT_COLOUR, .arg = "WHEN", .doc = "always, never or auto", .group = 4},
    {0},
};

static enum run_client client_named(struct argp_state *state, const char *text)
{
    if (strcmp(text, "curl") == 0)
        return RUN_CLIENT_CURL;
    if (strcmp(text, "raw") != 0)
        argp_error(state, "--client takes raw or curl, not '%s'", text);
    return RUN_CLIENT_RAW;
}

static double positive(struct argp_state *state, const char *text, const char *option)
{
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || !isfinite(value) || value <= 0 || value > 1e6)
        argp_error(state, "--%s takes a number above 0 (at most 1000000), not '%s'", option, text);
    return value;
}

static uint64_t whole(struct argp_state *state, const char *text, const char *option)
{
    unsigned long long value = 0;
    if (!words_number(text, strlen(text), &value) || value > SEED_MAX)
        argp_error(state, "--%s takes a whole number up to %llu, not '%s'", option, SEED_MAX, text);
    return value;
}

static int64_t span(struct argp_state *state, const char *text, const char *option)
{
    int64_t ns = 0;
    if (!quantity_span(text, strlen(text), &ns))
        argp_error(state, "--%s takes a time in s, m, h or d, such as 24h, not '%s'", option, text);
    return ns;
}

/* One name of a list, `length` octets of it. */
static bool add_mode(bool modes[MODE_COUNT], const char *name, size_t length)
{
    bool all = length == 3 && strncmp(name, "all", length) == 0, found = all;
    for (int m = 0; m < MODE_COUNT; m++) {
        bool this = strlen(mode_names[m]) == length && strncmp(mode_names[m], name, length) == 0;
        modes[m] |= all || this;
        found |= this;
    }
    return found;
}

static void set_modes(struct argp_state *state, const char *list)
{
    struct run_options *o = state->input;
    if (!o->modes_given)
        memset(o->modes, 0, sizeof o->modes); /* the default */
    o->modes_given = true;
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (!add_mode(o->modes, at, strcspn(at, ",")))
            argp_error(state,
                       "--mode takes native, memcheck, callgrind, helgrind, drd or all, or several "
                       "with commas, not '%s'",
                       list);
    }
}

static int colour(struct argp_state *state, const char *when)
{
    static const char *const words[] = {
        [COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(when, words[i]) == 0)
            return i;
    }
    argp_error(state, "--color takes always, never or auto, not '%s'", when);
    return COLOUR_AUTO;
}

static int network(struct argp_state *state, const char *where)
{
    if (strcmp(where, "own") != 0 && strcmp(where, "host") != 0)
        argp_error(state, "--network takes own or host, not '%s'", where);
    return *where == 'o' ? NETWORK_OWN : NETWORK_HOST;
}

static pid_t process(struct argp_state *state, const char *text)
{
    unsigned long long value = 0;
    if (!words_number(text, strlen(text), &value) || value == 0 || value > INT_MAX)
        argp_error(state, "--pid takes the number of a process, not '%s'", text);
    return (pid_t)value;
}

/* What belongs to starting a server does not go with one that runs. */
static void check_together(struct argp_state *state)
{
    struct run_options *o = state->input;
    if (o->pid && !o->url)
        argp_error(state, "--pid goes with --url, which says where that process listens");
    if (!o->url)
        return;
    if (o->argv)
        argp_error(state, "--url judges a server that runs already, and the command after -- "
                          "would start one; leave either out");
    if (o->user)
        argp_error(state, "--user says as whom a server is started, and that of --url runs "
                          "already");
    if (o->network == NETWORK_OWN)
        argp_error(state, "a server that runs already (--url) cannot be given a network of its "
                          "own");
    if (!o->modes_given)
        o->modes[MODE_MEMCHECK] = false;
}

static error_t parse_how(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case OPT_SEED:
        o->seed = whole(state, arg, "seed");
        o->seed_given = true;
        return 0;
    case OPT_SCALE: o->scale = positive(state, arg, "timeout-scale"); return 0;
    case OPT_CLIENT: o->load_client = client_named(state, arg); return 0;
    case OPT_MAX_TIME: o->max_time = positive(state, arg, "max-time"); return 0;
    case OPT_REPEAT:
        o->repeat = (unsigned)positive(state, arg, "repeat");
        return o->repeat >= 1 ? 0 : EINVAL;
    case 'j':
        o->at_once = (unsigned)positive(state, arg, "jobs");
        if (o->at_once < 1 || o->at_once > RUN_AT_ONCE_MAX)
            argp_error(state, "--jobs takes a number from 1 to %d", RUN_AT_ONCE_MAX);
        return 0;
    case OPT_BOUND: o->bound = span(state, arg, "bound"); return 0;
    case OPT_DURATION: o->duration = span(state, arg, "duration"); return 0;
    case OPT_MODE: set_modes(state, arg); return 0;
    case OPT_FAIL_FAST: o->fail_fast = true; return 0;
    case OPT_STRICT: o->strict = true; return 0;
    case OPT_RERUN: o->rerun = true; return 0;
    case OPT_DRY_RUN: o->dry_run = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void set_formats(struct argp_state *state, const char *list)
{
    struct run_options *o = state->input;
    struct failure why = {.code = FAILURE_NONE};
    if (!report_choice_parse(&o->choice, list, &why))
        argp_error(state, "%s", why.sentence);
}

/* A second one would silently be the only one. */
static const char *once(struct argp_state *state, const char *before, const char *now,
                        const char *option)
{
    if (before)
        argp_error(state, "--%s is given twice; one GLOB takes several: --%s '@(%s|%s)'", option,
                   option, before, now);
    return now;
}

static void set_assets(struct argp_state *state, const char *word)
{
    struct run_options *o = state->input;
    struct failure why = {.code = FAILURE_NONE};
    if (!report_choice_assets(&o->choice, word, &why))
        argp_error(state, "%s", why.sentence);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case 'c': o->candidate = arg; return 0;
    case OPT_NETWORK: o->network = network(state, arg); return 0;
    case OPT_USER: o->user = arg; return 0;
    case OPT_URL: o->url = arg; return 0;
    case OPT_PID: o->pid = process(state, arg); return 0;
    case OPT_ONLY: o->only = once(state, o->only, arg, "only"); return 0;
    case OPT_SKIP: o->skip = once(state, o->skip, arg, "skip"); return 0;
    case OPT_TAG: o->tag = once(state, o->tag, arg, "tag"); return 0;
    case OPT_REQUIREMENTS: o->requirements = arg; return 0;
    case OPT_REPORTS: o->reports = arg; return 0;
    case OPT_FORMAT: set_formats(state, arg); return 0;
    case OPT_JUNIT_STRICT: o->choice.junit_strict = true; return 0;
    case OPT_ASSETS: set_assets(state, arg); return 0;
    case OPT_JSON: o->json = true; return 0;
    case 'q': o->verbosity = -1; return 0;
    case 'v': o->verbosity = o->verbosity < 0 ? 1 : o->verbosity + 1; return 0;
    case OPT_COLOUR: o->colour = colour(state, arg); return 0;
    case ARGP_KEY_END: check_together(state); return 0;
    case ARGP_KEY_ARG:
        if (o->path_count == PATHS_MAX)
            argp_error(state, "more than %d scenario arguments; name a folder", PATHS_MAX);
        o->paths[o->path_count++] = arg;
        return 0;
    default: return parse_how(key, arg, state);
    }
}

static const char doc[] =
    "Starts a server, plays scenarios against it, watches its process tree meanwhile, and says "
    "whether it may ship.\v"
    "Examples:\n"
    "  assay run -- ./my-server              started as ./my-server --port PORT\n"
    "  assay run -- ./my-server -l {port}    where {port} goes is yours to say\n"
    "  assay run -c refserver                as scenarios/candidates/refserver.yaml says\n"
    "  assay run --only 'rest-*' -v -- ./my-server\n"
    "  assay run --url http://127.0.0.1:8080 --pid 4711       one that runs already\n"
    "  assay run scenarios/soak --bound 24h -- ./my-server    a day's leaks, from minutes\n"
    "\n"
    "In the command {port}, {docroot}, {workdir} and {bindir} (assay's own folder) are filled in; "
    "the server is started in "
    "{docroot}, a temporary folder with a few files that must appear below /static/.\n"
    "\n"
    "Exit status: 0 accepted, 1 rejected, 2 wrong command line or scenario file, 3 incomplete, "
    "4 the harness could not do its work, 5 nothing was played, 128+n ended by signal n.";

void run_options_parse(struct run_options *o, int argc, char **argv)
{
    static const struct argp argp = {.options = table,
                                     .parser = parse,
                                     .args_doc = "[SCENARIO|DIR]... [-- CANDIDATE ARG...]",
                                     .doc = doc};
    const char *const *candidate;
    int ours = command_split(argc, argv, &candidate);
    *o = (struct run_options){.modes = {[MODE_NATIVE] = true, [MODE_MEMCHECK] = true},
                              .scale = 1,
                              .repeat = 1,
                              .at_once = 1,
                              .reports = "reports/latest",
                              .argv = candidate};
    argp_err_exit_status = 2;
    argp_parse(&argp, ours, argv, 0, NULL, o);
}
