/* SPDX-License-Identifier: MIT */
/* `assay report RUN...`: run.json -> the report files, as the run itself would have written them.
 */
#include "commands/commands.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "commands/command_line.h"
#include "commands/past_result.h"
#include "commands/report_files.h"

enum { STATUS_FINE = 0, STATUS_WRONG = 2 };

enum { RUNS_MAX = 64 };

enum { OPT_FORMAT = 256, OPT_REPORTS, OPT_JUNIT_STRICT, OPT_ASSETS };

struct options {
    const char *runs[RUNS_MAX];
    size_t run_count;
    const char *reports; /* folder, or NULL: each run's own */
    struct report_choice choice;
};

static const struct argp_option table[] = {
    {.name = "format",
     .key = OPT_FORMAT,
     .arg = "LIST|all",
     .doc = "which reports: several of junit, tap, ctrf, markdown, html, hgrm with commas, or all, "
            "which "
            "is the default"},
    {.name = "reports",
     .key = OPT_REPORTS,
     .arg = "DIR",
     .doc =
         "write them and a copy of run.json there, not into the folder of the run; of several runs "
         "the page servers.html, which shows them side by side"},
    {.name = "junit-strict",
     .key = OPT_JUNIT_STRICT,
     .doc = "junit.xml without the attributes that Jenkins' xUnit plugin refuses"},
    {.name = "assets",
     .key = OPT_ASSETS,
     .arg = "inline|separate",
     .doc = "where style and script of report.html are: in it, which is the default, or beside it, "
            "for "
            "places whose policy forbids them inline"},
    {0},
};

static void add_run(struct argp_state *state, const char *path)
{
    struct options *o = state->input;
    if (o->run_count == RUNS_MAX)
        argp_error(state, "more than %d runs", RUNS_MAX);
    o->runs[o->run_count++] = path;
}

static void check_together(struct argp_state *state)
{
    struct options *o = state->input;
    if (o->run_count == 0)
        o->runs[o->run_count++] = "reports/latest";
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    struct failure why = {.code = FAILURE_NONE};
    switch (key) {
    case OPT_FORMAT:
        if (!report_choice_parse(&o->choice, arg, &why))
            argp_error(state, "%s", why.sentence);
        return 0;
    case OPT_REPORTS: o->reports = arg; return 0;
    case OPT_JUNIT_STRICT: o->choice.junit_strict = true; return 0;
    case OPT_ASSETS:
        if (!report_choice_assets(&o->choice, arg, &why))
            argp_error(state, "%s", why.sentence);
        return 0;
    case ARGP_KEY_ARG: add_run(state, arg); return 0;
    case ARGP_KEY_END: check_together(state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static enum report_target target_of(const struct past_result *p, const char *folder)
{
    if (report_folder_is(p->folder, folder))
        return REPORT_OWN_FOLDER;
    return p->cut_off ? REPORT_WITHOUT_RUN : REPORT_WITH_RUN;
}

static void print_file(const char *file)
{
    printf(" %s", file);
}

static bool render(const struct options *o, const struct past_result *p, struct failure *why)
{
    const char *folder = o->reports ? o->reports : p->folder;
    if (!report_files_again(folder, target_of(p, folder), &o->choice, &p->run, why))
        return false;
    printf("%s: %s, written to %s:", p->file, run_verdict_shout(p->run.verdict), folder);
    report_choice_each(&o->choice, print_file);
    putchar('\n');
    return true;
}

/* All of them before anything is written. */
static bool read_all(const struct options *o, struct past_result *runs, struct failure *why)
{
    for (size_t i = 0; i < o->run_count; i++) {
        if (!past_result_read(&runs[i], o->runs[i], why))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (report_folder_is(runs[k].folder, runs[i].folder))
                return failure_set(why, FAILURE_USAGE,
                                   "%s and %s are in one folder: the reports on one would replace "
                                   "those of the other (--reports DIR, one by one)",
                                   runs[k].file, runs[i].file);
        }
    }
    return true;
}

static bool show_side_by_side(const struct options *o, const struct past_result *runs,
                              struct failure *why)
{
    const struct run_result *all[RUNS_MAX];
    for (size_t i = 0; i < o->run_count; i++)
        all[i] = &runs[i].run;
    if (!report_files_servers(o->reports, all, o->run_count, why))
        return false;
    printf("%zu runs side by side: %s/" REPORT_SERVERS "\n", o->run_count, o->reports);
    return true;
}

static bool render_all(const struct options *o, struct past_result *runs, struct failure *why)
{
    bool good = read_all(o, runs, why);
    if (good && o->reports && o->run_count > 1)
        return show_side_by_side(o, runs, why);
    for (size_t i = 0; i < o->run_count && good; i++)
        good = render(o, &runs[i], why);
    return good;
}

int command_report(int argc, char **argv)
{
    static const struct argp parser = {
        .options = table,
        .parser = take_option,
        .args_doc = "[RUN]...",
        .doc =
            "Writes the report files of a run again, from its run.json alone: after an update of "
            "assay, in another format, or where only run.json was kept. RUN is a reports folder or "
            "a run.json; reports/latest if none is given.\v"
            "Examples:\n"
            "  assay report                              all reports of the last run\n"
            "  assay report --format tap,ctrf            two of them\n"
            "  assay report --junit-strict reports/old   junit.xml for Jenkins' xUnit plugin\n"
            "  assay report --reports /tmp/page run.json somebody else's run\n"
            "  assay report --reports all ours theirs    two servers side by side: "
            "all/servers.html\n"
            "\n"
            "A run that was killed left no run.json. Its events.jsonl is read then: the reports "
            "say "
            "that it was cut off, and show what had ended.\n"
            "\n"
            "Exit status: 0 the reports were written, whatever the verdict is; 2 wrong command "
            "line "
            "or file, 4 a report could not be written. `assay run` is the gate."};
    static struct options o;
    static struct past_result runs[RUNS_MAX];
    struct failure why = {.code = FAILURE_NONE};
    argp_err_exit_status = STATUS_WRONG;
    argp_parse(&parser, argc, argv, 0, NULL, &o);
    int status = render_all(&o, runs, &why) ? STATUS_FINE : command_complain(argv[0], &why);
    for (size_t i = 0; i < o.run_count; i++)
        past_result_release(&runs[i]);
    return status;
}
