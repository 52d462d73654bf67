/* SPDX-License-Identifier: MIT */
/* `assay run`: options -> everything loaded and checked -> the conductor -> reports -> exit status.
 */
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/keeper.h"
#include "candidate/launch.h"
#include "candidate/network.h"
#include "commands/command_line.h"
#include "commands/commands.h"
#include "commands/places.h"
#include "commands/report_files.h"
#include "commands/rerun.h"
#include "commands/run_options.h"
#include "data/json_pen.h"
#include "report/annotations.h"
#include "report/console.h"
#include "report/runfile.h"
#include "run/ground.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"

enum { PASSWORD_OCTETS = 16 };

struct session {
    struct run_options options;
    struct arena arena;
    struct run_memory memory;
    struct profile profile, control;
    struct user user;
    struct requirement_list requirements;
    struct scenario_set scenarios;
    struct running running;
    struct run_plan plan;
    struct run_result result;
    struct report_files files;
    struct rerun rerun;
    struct console console;
    bool terminal;                          /* somebody watches: show what is under way */
    char password[2 * PASSWORD_OCTETS + 1]; /* that lets GitHub's commands work again; or empty */
};

static bool load_profile(struct session *s, struct failure *why)
{
    unsigned errors = 0;
    if (s->options.candidate)
        return profile_load(&s->profile, s->options.candidate, place_scenarios(), stderr, &errors,
                            why);
    profile_default(&s->profile);
    if (s->options.argv || s->options.url)
        return true;
    return failure_set(why, FAILURE_USAGE,
                       "no candidate; say `assay run -- ./your-server`, --url URL for a server "
                       "that runs already, or -c NAME for a file of %s/candidates (assay run "
                       "--help)",
                       place_scenarios());
}

/* Before the reports of that run are removed. What is not on the command line is as it was then. */
static bool load_rerun(struct session *s, struct failure *why)
{
    struct run_options *o = &s->options;
    if (!o->rerun)
        return true;
    if (!rerun_read(&s->rerun, o->reports, &s->arena, why))
        return false;
    if (!o->modes_given)
        memcpy(o->modes, s->rerun.modes, sizeof o->modes);
    if (o->path_count > 0)
        return true;
    if (s->rerun.file_count > PATHS_MAX)
        return failure_set(why, FAILURE_USAGE, "more than %d files hold what did not pass; name %s",
                           PATHS_MAX, "their folder");
    for (size_t i = 0; i < s->rerun.file_count; i++)
        o->paths[o->path_count++] = s->rerun.files[i];
    return true;
}

static bool load_scenarios(struct session *s, struct failure *why)
{
    const struct run_options *o = &s->options;
    unsigned errors = 0, warnings = 0;
    const char *list = o->requirements
                           ? o->requirements
                           : arena_text(&s->arena, "%s/requirements.yaml", place_scenarios());
    const char *usual = arena_text(&s->arena, "%s/acceptance", place_scenarios());
    if (!requirements_load(&s->requirements, list, stderr, &errors, why))
        return false;
    const struct known known = {.requirements = s->requirements.ids,
                                .capabilities = capability_names()};
    bool good = true;
    for (size_t i = 0; i < o->path_count; i++)
        good &= scenarios_load(&s->scenarios, o->paths[i], &known, o->strict, stderr, &errors,
                               &warnings, why);
    if (o->path_count == 0)
        good = scenarios_load(&s->scenarios, usual, &known, o->strict, stderr, &errors, &warnings,
                              why);
    return good;
}

static const char *repeat_line(struct session *s)
{
    const struct run_options *o = &s->options;
    struct arena *a = &s->arena;
    const char *line = "";
    if (o->candidate)
        line = arena_text(a, " -c %s", command_quoted(o->candidate, a));
    if (o->url)
        line = arena_text(a, "%s --url %s", line, command_quoted(o->url, a));
    if (o->pid)
        line = arena_text(a, "%s --pid %d", line, o->pid);
    if (o->user)
        line = arena_text(a, "%s --user %s", line, command_quoted(o->user, a));
    if (o->network)
        line = arena_text(a, "%s --network %s", line, o->network == NETWORK_OWN ? "own" : "host");
    if (o->scale != 1)
        line = arena_text(a, "%s --timeout-scale %g", line, o->scale);
    if (o->load_client == RUN_CLIENT_CURL)
        line = arena_text(a, "%s --client curl", line);
    if (o->bound)
        line = arena_text(a, "%s --bound %.17gs", line, (double)o->bound / 1e9);
    if (o->duration)
        line = arena_text(a, "%s --duration %.17gs", line, (double)o->duration / 1e9);
    if (o->strict)
        line = arena_text(a, "%s --strict", line);
    if (o->requirements)
        line = arena_text(a, "%s --requirements %s", line, command_quoted(o->requirements, a));
    for (size_t i = 0; i < o->path_count; i++)
        line = arena_text(a, "%s %s", line, command_quoted(o->paths[i], a));
    for (size_t i = 0; o->argv && o->argv[i]; i++)
        line = arena_text(a, "%s %s%s", line, i ? "" : "-- ", command_quoted(o->argv[i], a));
    return line;
}

static bool find_program(struct session *s, struct failure *why)
{
    struct run_plan *p = &s->plan;
    p->subject.profile = &s->profile;
    p->subject.argv =
        s->options.argv ? command_with_port(s->options.argv, &s->arena) : s->profile.command;
    p->subject.program = command_find_program(p->subject.argv[0], &s->profile, &s->arena, why);
    p->candidate = s->options.argv ? s->options.argv[0] : s->profile.name;
    return p->subject.program != NULL;
}

static bool find_running(struct session *s, struct failure *why)
{
    struct run_plan *p = &s->plan;
    p->subject.profile = &s->profile;
    p->subject.running = &s->running;
    p->candidate = s->options.url;
    return running_find(&s->running, s->options.url, s->options.pid, &s->arena, why);
}

/* The reference server beside us, to tell a slow server from a slow host; not against itself. */
static void find_control(struct session *s)
{
    struct failure why = {0};
    unsigned errors = 0;
    const char *path = arena_text(&s->arena, "%s/refserver", place_programs());
    const char *program =
        access(path, X_OK) == 0 ? candidate_find_program(path, &s->arena, &why) : NULL;
    const char *judged = s->plan.subject.program;
    if (!program || (judged && strcmp(program, judged) == 0) ||
        !profile_load(&s->control, "refserver", place_scenarios(), stderr, &errors, &why))
        return;
    s->plan.control = (struct run_subject){
        .profile = &s->control, .program = program, .argv = s->control.command};
}

static void on_progress(void *context, const char *line)
{
    const struct session *s = context;
    if (s->terminal && s->console.verbosity >= 0)
        fprintf(s->console.out, "  %-22s %-50s\r", "", line);
    fflush(s->console.out);
}

static bool make_plan(struct session *s, struct failure *why)
{
    const struct run_options *o = &s->options;
    s->plan = (struct run_plan){
        .scenarios = &s->scenarios,
        .requirements = &s->requirements,
        .programs = place_programs(),
        .fixtures = arena_text(&s->arena, "%s/docroot", place_scenarios()),
        .again = repeat_line(s),
        .selection = {.only = o->only,
                      .skip = o->skip,
                      .tag = o->tag,
                      .picks = o->rerun ? s->rerun.picks : NULL,
                      .pick_count = s->rerun.count},
        .seed = o->seed_given ? o->seed : (uint64_t)clock_now() % 1000000,
        .scale = o->scale,
        .load_client = o->load_client,
        .max_time = (int64_t)(o->max_time * 1e9),
        .at_once = o->at_once,
        .repeat = o->repeat,
        .fail_fast = o->fail_fast,
        .strict = o->strict,
        .soak = {.span = o->bound,
                 .duration = o->duration,
                 .folder = o->reports,
                 .progress = on_progress,
                 .context = s},
    };
    memcpy(s->plan.modes, o->modes, sizeof s->plan.modes);
    if (!(o->url ? find_running(s, why) : find_program(s, why)) ||
        (o->user && !user_find(&s->user, o->user, &s->arena, why)))
        return false;
    find_control(s);
    if (o->user)
        s->plan.subject.user = s->plan.control.user = &s->user;
    return true;
}

/* The scenario itself and those of its cases that are meant; 0 if none is. */
static unsigned count_of(const struct session *s, const struct scenario *one)
{
    unsigned count = run_selects(&s->plan.selection, one);
    for (size_t i = 0; i < one->case_count; i++)
        count += run_selects_case(&s->plan.selection, one, &one->cases[i]);
    return count;
}

static unsigned count_selected(const struct session *s)
{
    unsigned selected = 0;
    for (size_t i = 0; i < s->scenarios.count; i++) {
        const struct scenario *one = &s->scenarios.items[i];
        for (int mode = 0; mode < MODE_COUNT; mode++)
            selected +=
                s->plan.modes[mode] && run_selects_mode(&s->plan.selection, one, (enum mode)mode)
                    ? count_of(s, one)
                    : 0;
    }
    return selected * s->plan.repeat;
}

/* Calls `tell` with id and title of the scenario, then of each of its cases that is meant. */
static void tell_selected(const struct session *s, const struct scenario *one,
                          void tell(void *context, const char *id, const char *title),
                          void *context)
{
    if (run_selects(&s->plan.selection, one))
        tell(context, one->id, one->title);
    for (size_t i = 0; i < one->case_count; i++) {
        if (run_selects_case(&s->plan.selection, one, &one->cases[i]))
            tell(context, one->cases[i].id, one->cases[i].about);
    }
}

static void on_begun(void *context, const struct scenario_result *r)
{
    struct session *s = context;
    report_files_begun(&s->files, r);
    if (s->terminal && s->console.verbosity >= 0)
        fprintf(s->console.out, "  %-22s %s ...\r", r->id, r->mode);
    fflush(s->console.out);
}

/* For logs, in which a long silence looks like a hang; a terminal has its live line. */
static void on_alive(void *context, const struct scenario_result *r, int64_t since)
{
    const struct session *s = context;
    if (!s->terminal && s->console.verbosity >= 0)
        fprintf(s->console.out, "  %-22s %s goes on, %.0f s so far\n", r->id, r->mode,
                (double)since / 1e9);
    fflush(s->console.out);
}

static void on_ended(void *context, const struct scenario_result *r)
{
    struct session *s = context;
    report_files_ended(&s->files, r);
}

static void on_row(void *context, const struct scenario_result *modes, size_t count)
{
    const struct session *s = context;
    console_row(&s->console, modes, count);
}

static void set_console(struct session *s)
{
    const struct run_options *o = &s->options;
    FILE *out = o->json ? stderr : stdout;
    const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
    s->terminal = isatty(fileno(out)) && term && strcmp(term, "dumb") != 0;
    s->console = (struct console){.out = out,
                                  .verbosity = o->verbosity,
                                  .folder = o->reports,
                                  .page = report_choice_page(&o->choice),
                                  .planned = count_selected(s)};
    for (int m = 0; m < MODE_COUNT; m++) {
        if (o->modes[m])
            s->console.columns[s->console.column_count++] = mode_names[m];
    }
    s->console.colour = o->colour == COLOUR_ALWAYS ||
                        (o->colour == COLOUR_AUTO && s->terminal && !(plain && *plain));
}

static void add_to_plan(void *context, const char *id, const char *title)
{
    struct json_pen *pen = context;
    json_pen_open(pen, NULL, '{');
    json_pen_text(pen, "id", id);
    json_pen_text(pen, "title", title);
    json_pen_close(pen, '}');
}

static void print_plan_json(const struct session *s)
{
    struct json_pen pen = {.out = stdout};
    json_pen_open(&pen, NULL, '{');
    json_pen_text(&pen, "schema", "assay-plan/1");
    json_pen_text(&pen, "candidate", s->plan.candidate);
    if (s->plan.subject.argv)
        json_pen_names(&pen, "command", s->plan.subject.argv);
    json_pen_open(&pen, "scenarios", '[');
    for (size_t i = 0; i < s->scenarios.count; i++)
        tell_selected(s, &s->scenarios.items[i], add_to_plan, &pen);
    json_pen_close(&pen, ']');
    json_pen_close(&pen, '}');
    putchar('\n');
}

static void print_planned(void *context, const char *id, const char *title)
{
    fprintf(context, "  %-22s %s\n", id, title);
}

static void print_plan(const struct session *s)
{
    const char *const *argv = s->plan.subject.argv;
    printf("would judge %s%s", s->plan.candidate, argv ? ":" : " (running already)");
    while (argv && *argv)
        printf(" %s", *argv++);
    fputc('\n', stdout);
    for (size_t i = 0; i < s->scenarios.count; i++)
        tell_selected(s, &s->scenarios.items[i], print_planned, stdout);
}

static int dry_run(const struct session *s)
{
    if (s->options.json)
        print_plan_json(s);
    else
        print_plan(s);
    return s->console.planned ? 0 : 5;
}

/* In what is left of a run whose judge was killed. */
static void on_bereaved(pid_t judge, int signal)
{
    ground_remove_of(judge, 0);
    if (signal)
        fprintf(
            stderr,
            "assay: the judge was ended by signal %d (%s); events.jsonl beside the reports says "
            "how far it came\n",
            signal, strsignal(signal));
}

/* False: it was asked for and cannot be had. */
static bool choose_network(struct session *s, struct failure *why)
{
    struct failure because = {0};
    bool wished = s->options.network != NETWORK_HOST && !s->options.url;
    s->plan.own_network = wished && network_is_permitted(&because) && network_prepare(&because);
    return s->plan.own_network || s->options.network != NETWORK_OWN ||
           failure_set(why, because.code, "%s", because.sentence);
}

/* In a workflow of GitHub a line that begins with :: is a command, and the server's own words are
 * shown: until a password that it cannot know, no line is. */
static void stop_commands(struct session *s)
{
    unsigned char octets[PASSWORD_OCTETS];
    const char *service = getenv("GITHUB_ACTIONS");
    if (!service || strcmp(service, "true") != 0 || getentropy(octets, sizeof octets) == -1)
        return;
    for (size_t i = 0; i < sizeof octets; i++)
        snprintf(s->password + 2 * i, 3, "%02x", octets[i]);
    fprintf(s->console.out, "::stop-commands::%s\n", s->password);
}

/* Before the last line, which stands alone. */
static void annotate(const struct session *s)
{
    if (!*s->password)
        return;
    fprintf(s->console.out, "::%s::\n", s->password);
    annotations_write(s->console.out, &s->result);
}

static int perform(struct session *s, struct failure *why)
{
    struct run_observer observer = {
        .begun = on_begun, .ended = on_ended, .row = on_row, .alive = on_alive, .context = s};
    interrupt_open();
    if (!keeper_start(on_bereaved, why) || !choose_network(s, why))
        return command_complain("assay", why);
    if (!report_files_open(&s->files, s->options.reports, &s->options.choice, why))
        return command_complain("assay", why);
    s->plan.run = getpid();
    run_describe(&s->plan, &s->result, &s->arena);
    stop_commands(s);
    console_heading(&s->console, &s->result);
    report_files_run(&s->files, &s->result);
    run_all(&s->plan, &observer, &s->result, &s->memory);
    if (!report_files_finish(&s->files, &s->result, why)) {
        s->result.verdict = RUN_ERROR; /* a verdict without its reports cannot be signed */
        s->result.broken = why->sentence;
        s->console.page = report_files_break(&s->files, &s->result);
    }
    if (s->options.json)
        runfile_write(stdout, &s->result);
    annotate(s);
    console_end(&s->console, &s->result);
    if (s->result.signal)
        return 128 + s->result.signal;
    if (s->result.unusable)
        return 2;
    return run_verdict_status(s->result.verdict, s->result.counts);
}

/* Reports of an earlier run would be taken for those of this one. */
static int report_nothing(struct session *s, struct failure *why)
{
    if (!report_files_open(&s->files, s->options.reports, &s->options.choice, why))
        return command_complain("assay", why);
    run_describe(&s->plan, &s->result, &s->arena);
    s->result.verdict = RUN_INCOMPLETE;
    report_files_run(&s->files, &s->result);
    if (!report_files_finish(&s->files, &s->result, why))
        return command_complain("assay", why);
    return run_verdict_status(s->result.verdict, s->result.counts);
}

static int judge_candidate(struct session *s, struct failure *why)
{
    if (!load_profile(s, why) || !load_rerun(s, why))
        return command_complain("assay", why);
    if (s->options.rerun && s->rerun.count == 0) {
        fprintf(stderr, "assay: in %s/run.json everything passed or was skipped\n",
                s->options.reports);
        return 5;
    }
    if (!load_scenarios(s, why) || !make_plan(s, why))
        return command_complain("assay", why);
    set_console(s);
    if (s->options.dry_run)
        return dry_run(s);
    if (s->console.planned == 0) {
        fprintf(stderr, "assay: no scenario is selected (assay list shows their ids)\n");
        return report_nothing(s, why);
    }
    return perform(s, why);
}

int command_run(int argc, char **argv)
{
    static struct session s;
    struct failure why = {0};
    run_options_parse(&s.options, argc, argv);
    arena_init(&s.arena);
    scenario_set_init(&s.scenarios);
    int status = judge_candidate(&s, &why);
    run_memory_release(&s.memory);
    scenario_set_release(&s.scenarios);
    requirements_release(&s.requirements);
    profile_release(&s.profile);
    profile_release(&s.control);
    arena_release(&s.arena);
    return status;
}
