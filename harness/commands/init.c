/* SPDX-License-Identifier: MIT */
/* `assay init`: starts a server, asks it, and writes a candidate file and a first scenario. Nothing
 * is written unless both can be, and nothing is overwritten unless --force says so.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/words.h"
#include "candidate/keeper.h"
#include "commands/command_line.h"
#include "commands/commands.h"
#include "commands/init_files.h"
#include "commands/places.h"
#include "run/ground.h"

enum { STATUS_FINE = 0, STATUS_USAGE = 2 };

enum { OPT_FORCE = 256, OPT_PORT };

struct init {
    const char *name;
    const char *const *argv; /* behind --, ended by NULL */
    bool force;
    unsigned short port;
    struct arena arena;
    struct profile profile;
    struct survey survey;
};

static const struct argp_option table[] = {
    {.name = "force", .key = OPT_FORCE, .doc = "overwrite NAME.yaml and NAME-first.yaml"},
    {.name = "port", .key = OPT_PORT, .arg = "N", .doc = "the port that the server insists on"},
    {0},
};

static void take_port(struct argp_state *state, const char *text)
{
    struct init *init = state->input;
    unsigned long long port = 0;
    if (!words_number(text, strlen(text), &port) || port < 1 || port > 65535)
        argp_error(state, "--port takes a number from 1 to 65535, not '%s'", text);
    init->port = (unsigned short)port;
}

/* It becomes the name of two files, and the id of a scenario. */
static void take_name(struct argp_state *state, const char *name)
{
    struct init *init = state->input;
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (init->name)
        argp_error(state, "one NAME, and the command behind --; '%s' is too much", name);
    if (!*name || *name == '-' || strspn(name, fine) != strlen(name))
        argp_error(state, "NAME has letters, digits, '_' and '-' only, not '%s'", name);
    init->name = name;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct init *init = state->input;
    switch (key) {
    case OPT_FORCE: init->force = true; return 0;
    case OPT_PORT: take_port(state, arg); return 0;
    case ARGP_KEY_ARG: take_name(state, arg); return 0;
    case ARGP_KEY_END:
        if (!init->name || !init->argv)
            argp_error(state, "a NAME and a command are needed: init mine -- ./server -p {port}");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void parse(struct init *init, int argc, char **argv)
{
    static const struct argp argp = {
        .options = table,
        .parser = take_option,
        .args_doc = "NAME -- COMMAND [ARG...]",
        .doc =
            "Start a server, ask it what it answers, and write NAME.yaml, a candidate file with "
            "a waiver for each capability of the contract that it does not offer, and "
            "NAME-first.yaml, a scenario to go on from.\v"
            "In the command {port}, {docroot}, {workdir} and {bindir} are filled in, as for "
            "assay run; if no argument holds {port}, and --port is not given, --port PORT is "
            "added. The server is started "
            "up to three times, to find a signal on which it ends well.\n\n"
            "Exit status: 0 written, 1 the server cannot be asked, 2 wrong command line or a file "
            "that is there, 4 the harness could not do its work, 128+n ended by signal n."};
    int ours = command_split(argc, argv, &init->argv);
    argp_err_exit_status = STATUS_USAGE;
    argp_parse(&argp, ours, argv, 0, NULL, init);
}

static int complain_of(const struct failure *why)
{
    int status = command_complain("assay init", why);
    return interrupt_signal() ? 128 + interrupt_signal() : status;
}

static void on_bereaved(pid_t judge, int signal)
{
    ground_remove_of(judge, 0);
    if (signal)
        fprintf(stderr, "assay init: ended by signal %d (%s)\n", signal, strsignal(signal));
}

/* Who insists on a port need not be told one. */
static const char *const *command_of(struct init *init)
{
    return init->port ? init->argv : command_with_port(init->argv, &init->arena);
}

/* --- writing ---------------------------------------------------------------------------------- */

typedef void writer(FILE *out, const struct init_model *m);

static bool write_file(const struct init *init, const char *path, writer *write,
                       const struct init_model *m, struct failure *why)
{
    FILE *out = fopen(path, init->force ? "w" : "wx");
    if (!out)
        return failure_set(why, FAILURE_USAGE, "cannot write %s: %s", path, strerror(errno));
    write(out, m);
    bool lost = ferror(out);
    if (fclose(out) != 0 || lost)
        return failure_set(why, FAILURE_HARNESS, "cannot write %s: %s", path, strerror(errno));
    return true;
}

static bool write_files(struct init *init, const char *candidate, const char *scenario,
                        struct failure *why)
{
    const struct init_model m = {.name = init->name,
                                 .schemas = place_scenarios(),
                                 .command = command_of(init),
                                 .port = init->port,
                                 .survey = &init->survey};
    bool written = write_file(init, candidate, init_write_candidate, &m, why);
    if (written && !write_file(init, scenario, init_write_scenario, &m, why)) {
        written = false;
        unlink(candidate); /* half of it would only be in the way */
    }
    return written;
}

static bool may_write(const struct init *init, const char *path, struct failure *why)
{
    if (access(".", W_OK) != 0)
        return failure_set(why, FAILURE_USAGE, "cannot write %s: %s", path, strerror(errno));
    return init->force || access(path, F_OK) != 0 ||
           failure_set(why, FAILURE_USAGE, "%s is already there; --force overwrites it", path);
}

/* --- the course of it ------------------------------------------------------------------------- */

static void print_findings(const struct survey *s)
{
    static const char *const answers[] = {
        [SURVEY_OFFERED] = "offered", [SURVEY_MISSING] = "waived", [SURVEY_UNKNOWN] = "unknown"};
    for (size_t i = 0; i < s->count; i++) {
        const struct survey_finding *f = &s->findings[i];
        printf("  %-11s %-8s %s\n", f->capability, answers[f->answer], f->seen ? f->seen : "");
    }
    printf("  %-11s %-8s %s\n", "signals", "", s->stopped ? s->stopped : "");
}

static void print_next(const char *candidate, const char *scenario)
{
    printf("\nWrote %s and %s. Next:\n"
           "  assay run -c ./%s %s    the first scenario\n"
           "  assay run -c ./%s    the acceptance scenarios\n"
           "  assay lint %s %s    after each change\n",
           candidate, scenario, candidate, scenario, candidate, candidate, scenario);
}

static bool survey(struct init *init, struct failure *why)
{
    profile_default(&init->profile);
    init->profile.ready_path = "/";
    init->profile.port = init->port;
    struct survey_order order = {
        .subject = {.profile = &init->profile, .argv = command_of(init)},
        .programs = place_programs(),
        .fixtures = arena_text(&init->arena, "%s/docroot", place_scenarios()),
        .seed = (uint64_t)clock_now() % 1000000,
    };
    order.subject.program =
        command_find_program(order.subject.argv[0], &init->profile, &init->arena, why);
    if (!order.subject.program)
        return false;
    interrupt_open();
    return keeper_start(on_bereaved, why) && survey_take(&order, &init->survey, &init->arena, why);
}

static int perform(struct init *init)
{
    struct failure why = {.code = FAILURE_NONE};
    const char *candidate = arena_text(&init->arena, "%s.yaml", init->name);
    const char *scenario = arena_text(&init->arena, "%s-first.yaml", init->name);
    if (!may_write(init, candidate, &why) || !may_write(init, scenario, &why) ||
        !survey(init, &why))
        return complain_of(&why);
    print_findings(&init->survey);
    if (!write_files(init, candidate, scenario, &why))
        return complain_of(&why);
    print_next(candidate, scenario);
    return STATUS_FINE;
}

int command_init(int argc, char **argv)
{
    static struct init init;
    parse(&init, argc, argv);
    arena_init(&init.arena);
    int status = perform(&init);
    profile_release(&init.profile);
    arena_release(&init.arena);
    return status;
}
