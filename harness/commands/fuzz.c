/* SPDX-License-Identifier: MIT */
/* `assay fuzz`: sends a server what no client would send, and writes a scenario for each way in
 * which it failed.
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
#include "candidate/network.h"
#include "commands/command_line.h"
#include "commands/commands.h"
#include "commands/fuzz_corpus.h"
#include "commands/fuzz_report.h"
#include "commands/places.h"
#include "run/ground.h"

#define LOG_EVERY (30 * CLOCK_S)

enum { STATUS_CLEAN = 0, STATUS_FOUND, STATUS_USAGE, STATUS_OPEN, STATUS_HARNESS };
enum { BATCH_MOST = 10000, SECONDS_MOST = 30 * 24 * 3600 };

enum { OPT_SECONDS = 256, OPT_INPUTS, OPT_SEED, OPT_CORPUS, OPT_BATCH, OPT_REPORTS, OPT_AGAINST };

static const char usual_reports[] = "reports/latest";

struct fuzz {
    const char *candidate, *corpus_folder, *reports, *against;
    const char *const *argv; /* behind --, ended by NULL */
    unsigned long long seconds, inputs, seed, batch;
    bool seed_given, quiet, terminal;
    int64_t last_line; /* of progress in a log */
    struct arena arena;
    struct profile profile, other_profile;
    struct fuzz_corpus corpus;
    struct hunt_order order;
    struct hunt_result result;
};

static const struct argp_option table[] = {
    {.name = "candidate", .key = 'c', .arg = "NAME|FILE", .doc = "a candidate file, as for run"},
    {.name = "seconds",
     .key = OPT_SECONDS,
     .arg = "N",
     .doc = "for how long (default 60); what is found is narrowed down beyond that, a minute for "
            "each at the most"},
    {.name = "inputs", .key = OPT_INPUTS, .arg = "N", .doc = "end after so many inputs"},
    {.name = "seed", .key = OPT_SEED, .arg = "N", .doc = "of everything random"},
    {.name = "corpus",
     .key = OPT_CORPUS,
     .arg = "DIR",
     .doc = "begin with the files of this folder, each the octets of one connection"},
    {.name = "batch",
     .key = OPT_BATCH,
     .arg = "N",
     .doc = "inputs between two looks at the server (default 200)"},
    {.name = "against",
     .key = OPT_AGAINST,
     .arg = "NAME|COMMAND",
     .doc = "list what this server makes different things of; it has half of the time"},
    {.name = "reports",
     .key = OPT_REPORTS,
     .arg = "DIR",
     .doc = "folder of fuzz.json, fuzz.md, fuzz.html and a scenario for each finding (default "
            "reports/latest)"},
    {.name = "quiet", .key = 'q', .doc = "only what was found"},
    {0},
};

static const char doc[] =
    "Send a server what no client would send: requests that are changed as messages and as octets, "
    "guided by what its answers look like, each on a connection of its own. It must not crash or "
    "hang, must go on to answer others, must answer in HTTP, and must give back the descriptors "
    "and the memory it took. The server needs no source, no instrumentation and no rebuild.\v"
    "What is found is played again on a fresh process, narrowed down to one input, made as short "
    "as it can be, and written as a scenario that fails on this server:\n\n"
    "  assay fuzz -- ./my-server -l {port}\n"
    "  assay run reports/latest/fuzz-crash-1.yaml --mode native -- ./my-server -l {port}\n\n"
    "In the command {port}, {docroot}, {workdir} and {bindir} are filled in, as for assay run; if "
    "no argument holds {port}, --port PORT is added. A run with the same seed makes its inputs "
    "from the same numbers; which of them join the stock depends on the server, too.\n\n"
    "Exit status: 0 nothing found, 1 findings, 2 wrong command line or input, 3 it could not be "
    "judged (the server does not start), 4 the harness could not do its work, 128+n ended by "
    "signal n; the summary is written then, too.";

/* --- the command line ----------------------------------------------------------------------- */

static unsigned long long take_number(struct argp_state *state, const char *name, const char *text,
                                      unsigned long long least, unsigned long long most)
{
    unsigned long long number = 0;
    if (!words_number(text, strlen(text), &number) || number < least || number > most)
        argp_error(state, "--%s takes a number from %llu to %llu, not '%s'", name, least, most,
                   text);
    return number;
}

static void check(struct argp_state *state, const struct fuzz *f)
{
    if (!f->candidate && !f->argv)
        argp_error(state, "a server is needed: fuzz -- ./server -p {port}, or -c NAME");
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct fuzz *f = state->input;
    switch (key) {
    case 'c': f->candidate = arg; return 0;
    case 'q': f->quiet = true; return 0;
    case OPT_SECONDS: f->seconds = take_number(state, "seconds", arg, 1, SECONDS_MOST); return 0;
    case OPT_INPUTS: f->inputs = take_number(state, "inputs", arg, 1, UINT32_MAX); return 0;
    case OPT_SEED:
        f->seed = take_number(state, "seed", arg, 0, INT64_MAX);
        f->seed_given = true;
        return 0;
    case OPT_BATCH: f->batch = take_number(state, "batch", arg, 1, BATCH_MOST); return 0;
    case OPT_CORPUS: f->corpus_folder = arg; return 0;
    case OPT_REPORTS: f->reports = arg; return 0;
    case OPT_AGAINST: f->against = arg; return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is too much; the server's command goes behind --", arg);
        return 0;
    case ARGP_KEY_END: check(state, f); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void parse(struct fuzz *f, int argc, char **argv)
{
    static const struct argp argp = {
        .options = table, .parser = take_option, .args_doc = "[-- COMMAND [ARG...]]", .doc = doc};
    int ours = command_split(argc, argv, &f->argv);
    f->reports = usual_reports;
    f->seconds = 60;
    f->batch = 200;
    argp_err_exit_status = STATUS_USAGE;
    argp_parse(&argp, ours, argv, 0, NULL, f);
    if (!f->seed_given)
        f->seed = (unsigned long long)clock_now() % 1000000;
}

/* --- servers -------------------------------------------------------------------------------- */

/* From a candidate file or a command; ready is who answers at all. */
static bool find_subject(struct run_subject *s, struct profile *profile, const char *name,
                         const char *const *argv, struct arena *a, struct failure *why)
{
    unsigned errors = 0;
    if (name && !profile_load(profile, name, place_scenarios(), stderr, &errors, why))
        return false;
    if (!name) {
        profile_default(profile);
        profile->ready_path = "/";
    }
    s->profile = profile;
    s->argv = argv ? command_with_port(argv, a) : profile->command;
    s->program = command_find_program(s->argv[0], profile, a, why);
    return s->program != NULL;
}

/* A command has a blank or a slash in it; so does the path of a file, which ends in .yaml. */
static bool find_other(struct fuzz *f, struct failure *why)
{
    const char *text = f->against;
    if (!text)
        return true;
    size_t length = strlen(text);
    bool file = length > 5 && strcmp(text + length - 5, ".yaml") == 0;
    bool closed = true;
    const char *const *argv =
        !file && strpbrk(text, " /") ? words_split(text, &closed, &f->arena) : NULL;
    if (!closed || (argv && !*argv)) {
        failure_set(why, FAILURE_USAGE, "--against '%s': %s", text,
                    closed ? "no program" : "a quote is not closed");
        return false;
    }
    return find_subject(&f->order.against, &f->other_profile, argv ? NULL : text, argv, &f->arena,
                        why);
}

static bool find_servers(struct fuzz *f, struct failure *why)
{
    return find_subject(&f->order.subject, &f->profile, f->candidate, f->argv, &f->arena, why) &&
           find_other(f, why);
}

/* --- the course of it ----------------------------------------------------------------------- */

static void on_bereaved(pid_t judge, int signal)
{
    ground_remove_of(judge, 0);
    if (signal)
        fprintf(stderr, "assay fuzz: ended by signal %d (%s)\n", signal, strsignal(signal));
}

static void on_progress(void *context, const struct hunt_result *r)
{
    struct fuzz *f = context;
    if (f->quiet || (!f->terminal && r->elapsed - f->last_line < LOG_EVERY))
        return;
    f->last_line = r->elapsed;
    fuzz_report_progress(stdout, r, f->terminal ? "    \r" : "\n");
}

static const char *options_again(const struct fuzz *f, struct arena *a)
{
    const char *line = arena_text(a, " --seed %llu --seconds %llu", f->seed, f->seconds);
    if (f->inputs)
        line = arena_text(a, "%s --inputs %llu", line, f->inputs);
    if (f->batch != 200)
        line = arena_text(a, "%s --batch %llu", line, f->batch);
    if (f->corpus_folder)
        line = arena_text(a, "%s --corpus %s", line, command_quoted(f->corpus_folder, a));
    if (strcmp(f->reports, usual_reports) != 0)
        line = arena_text(a, "%s --reports %s", line, command_quoted(f->reports, a));
    if (f->against)
        line = arena_text(a, "%s --against %s", line, command_quoted(f->against, a));
    return line;
}

static const char *server_again(const struct fuzz *f, struct arena *a)
{
    const char *line = "";
    if (f->candidate)
        line = arena_text(a, " -c %s", command_quoted(f->candidate, a));
    for (size_t i = 0; f->argv && f->argv[i]; i++)
        line = arena_text(a, "%s %s%s", line, i ? "" : "-- ", command_quoted(f->argv[i], a));
    return line;
}

static struct fuzz_model model_of(struct fuzz *f)
{
    struct arena *a = &f->arena;
    const char *server = server_again(f, a);
    return (struct fuzz_model){
        .candidate = f->argv ? f->argv[0] : f->candidate,
        .other = f->against,
        .again = arena_text(a, "%s fuzz%s%s", program_invocation_name, options_again(f, a), server),
        .server = server,
        .reports = f->reports,
        .schemas = place_scenarios(),
        .seed = f->seed,
        .corpus = f->corpus.count,
        .signal = interrupt_signal(),
        .result = &f->result,
    };
}

static int conclude(struct fuzz *f, struct failure *why)
{
    const struct fuzz_model m = model_of(f);
    bool written = fuzz_report_write(&m, why);
    fuzz_report_print(stdout, &m);
    if (!written)
        return command_complain("assay fuzz", why);
    if (m.signal)
        return 128 + m.signal;
    if (fuzz_report_failures(&f->result) > 0)
        return STATUS_FOUND;
    return f->result.gave_up ? STATUS_OPEN : STATUS_CLEAN;
}

static void make_order(struct fuzz *f)
{
    struct hunt_order *o = &f->order;
    struct failure because = {.code = FAILURE_NONE};
    o->programs = place_programs();
    o->fixtures = arena_text(&f->arena, "%s/docroot", place_scenarios());
    o->own_network = network_is_permitted(&because) && network_prepare(&because);
    o->corpus = f->corpus.inputs;
    o->corpus_count = f->corpus.count;
    o->seed = f->seed;
    o->inputs_most = f->inputs;
    o->span = (int64_t)f->seconds * CLOCK_S;
    o->batch = (unsigned)f->batch;
    o->progress = on_progress;
    o->context = f;
}

/* A server that does not start is no finding: nothing was sent to it. */
static int complain_of(const struct failure *why)
{
    int status = command_complain("assay fuzz", why);
    if (interrupt_signal())
        return 128 + interrupt_signal();
    return why->code == FAILURE_CANDIDATE ? STATUS_OPEN : status;
}

static int perform(struct fuzz *f)
{
    struct failure why = {.code = FAILURE_NONE};
    if (!find_servers(f, &why) ||
        !fuzz_corpus_load(&f->corpus, f->corpus_folder, &f->profile, &f->arena, &why) ||
        !fuzz_report_open(f->reports, &why))
        return complain_of(&why);
    f->terminal = isatty(STDOUT_FILENO);
    interrupt_open();
    if (!keeper_start(on_bereaved, &why))
        return complain_of(&why);
    make_order(f);
    if (!f->quiet)
        printf("assay " ASSAY_VERSION " fuzzes %s: %zu inputs to begin with, seed %llu\n",
               f->argv ? f->argv[0] : f->candidate, f->corpus.count, f->seed);
    fflush(stdout);
    if (!hunt(&f->order, &f->result, &f->arena, &why))
        return complain_of(&why);
    return conclude(f, &why);
}

int command_fuzz(int argc, char **argv)
{
    static struct fuzz fuzz;
    parse(&fuzz, argc, argv);
    arena_init(&fuzz.arena);
    int status = perform(&fuzz);
    profile_release(&fuzz.profile);
    profile_release(&fuzz.other_profile);
    arena_release(&fuzz.arena);
    return status;
}
