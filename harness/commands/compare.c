/* SPDX-License-Identifier: MIT */
/* `assay compare OLD NEW`: every figure of two runs side by side, what changed, and a gate for CI.
 */
#include "commands/commands.h"

#include <argp.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/words.h"
#include "commands/compare_run.h"
#include "commands/gate.h"
#include "commands/past_run.h"
#include "commands/report_files.h"
#include "data/utf8.h"
#include "oracle/judge.h"
#include "scenario/metrics.h"

enum {
    STATUS_FINE = 0,
    STATUS_TRIPPED = 1,
    STATUS_WRONG = 2,
    STATUS_OPEN = 3,
    STATUS_BROKEN = 4,
    STATUS_NOTHING = 5
};

enum {
    GATES_MAX = 64,
    NAMES_MAX = 512,
    NAME_ROOM = 160,
    NAME_COLUMN = 52,
    NUMBER_ROOM = 32,
    DIGEST_SHOWN = 12
};

enum { OPT_FAIL_ON = 1000, OPT_CHANGED, OPT_REPORTS, OPT_FORMAT };

struct options {
    const char *paths[2];
    size_t path_count;
    struct gate gates[GATES_MAX];
    size_t gate_count;
    bool changed;
    const char *reports; /* folder, or NULL: none are written */
    struct report_choice choice;
    struct compare_run as_run; /* only if there are to be reports */
};

/* What became of the figures, for the last line. */
struct tally {
    unsigned better, worse, same, unclear, unknown;
    unsigned vanished; /* only the old run has it, and there is a condition on it */
};

static const struct argp_option table[] = {
    {.name = "fail-on",
     .key = OPT_FAIL_ON,
     .arg = "CONDITION",
     .doc = "exit with status 1 if a figure changed by more: 'latency p95 > +10%', "
            "'errors > +0', 'throughput < -5%'. May be given again"},
    {.name = "reports",
     .key = OPT_REPORTS,
     .arg = "DIR",
     .doc = "write the comparison as reports, too: a run whose checks are the figures"},
    {.name = "format", .key = OPT_FORMAT, .arg = "LIST|all", .doc = "which reports, as for run"},
    {.name = "changed", .key = OPT_CHANGED, .doc = "show only the figures that changed"},
    {0},
};

static void add_gate(struct argp_state *state, const char *text)
{
    struct options *o = state->input;
    if (o->gate_count == GATES_MAX)
        argp_error(state, "more than %d --fail-on", GATES_MAX);
    else if (!gate_parse(&o->gates[o->gate_count], text))
        argp_error(state,
                   "--fail-on takes METRIC > +AMOUNT or METRIC < -AMOUNT, such as "
                   "'latency p95 > +10%%', not '%s'",
                   text);
    else
        o->gate_count++;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    struct failure why = {.code = FAILURE_NONE};
    switch (key) {
    case OPT_FAIL_ON: add_gate(state, arg); return 0;
    case OPT_REPORTS: o->reports = arg; return 0;
    case OPT_FORMAT:
        if (!report_choice_parse(&o->choice, arg, &why))
            argp_error(state, "%s", why.sentence);
        return 0;
    case OPT_CHANGED: o->changed = true; return 0;
    case ARGP_KEY_ARG:
        if (o->path_count == 2)
            argp_error(state, "two runs are compared, and '%s' is a third", arg);
        else
            o->paths[o->path_count++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (o->path_count < 2)
            argp_error(state, "two runs are compared: the folder or run.json of each");
        if (o->choice.formats && !o->reports)
            argp_error(state, "--format chooses among reports: say --reports DIR");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* --- the table ------------------------------------------------------------------------------ */

/* Not among the metrics of check lines: they are taken by the run itself. */
static const struct metric own_metrics[] = {
    {.name = "time", .unit = UNIT_S},
    {.name = "instructions per request", .exact = true, .grain = 0.01},
    {.name = "memcheck errors", .exact = true},
    {.name = "memcheck lost", .unit = UNIT_B, .exact = true},
    {.name = "load side late p99", .unit = UNIT_MS},
    {.name = "audit time", .unit = UNIT_MS},
    {.name = "anonymous growth", .unit = UNIT_B},
    {.name = "plays"},
};

static const struct metric *meaning(const char *name)
{
    static const struct metric unknown = {.name = ""};
    const struct metric *m = metric_find(name);
    for (size_t i = 0; !m && i < sizeof own_metrics / sizeof *own_metrics; i++) {
        if (strcmp(own_metrics[i].name, name) == 0)
            m = &own_metrics[i];
    }
    return m ? m : &unknown;
}

static const char worse_word[] = "WORSE";

static const char *word_for(const struct metric *m, const struct change *c, struct tally *t)
{
    bool up = c->kind == CHANGE_UP;
    switch (c->kind) {
    case CHANGE_NONE: t->same++; return "same";
    case CHANGE_UNCLEAR: t->unclear++; return "no change shown";
    case CHANGE_UNKNOWN: t->unknown++; return "too few runs to say";
    default: break;
    }
    bool better = up == m->more_is_better;
    t->better += better;
    t->worse += !better;
    return better ? "better" : worse_word;
}

static void put_delta(char *out, const struct metric *m, const struct change *c, double delta)
{
    if (c->relative) {
        snprintf(out, NUMBER_ROOM, "%+.1f %%", delta * 100);
    } else {
        out[0] = delta < 0 ? '-' : '+';
        judge_number_text(out + 1, NUMBER_ROOM - 1, fabs(delta), m->unit);
    }
}

/* A figure in words. */
struct words {
    char old[NUMBER_ROOM], now[NUMBER_ROOM], delta[NUMBER_ROOM], interval[2 * NUMBER_ROOM + 8];
    const char *word;
};

static struct words in_words(const struct metric *m, const struct change *c, const char *word)
{
    char low[NUMBER_ROOM], high[NUMBER_ROOM];
    struct words w = {.word = word};
    judge_number_text(w.old, sizeof w.old, c->old, m->unit);
    judge_number_text(w.now, sizeof w.now, c->now, m->unit);
    put_delta(w.delta, m, c, c->delta);
    if (c->has_interval) {
        put_delta(low, m, c, c->low);
        put_delta(high, m, c, c->high);
        snprintf(w.interval, sizeof w.interval, "%s .. %s", low, high);
    }
    return w;
}

/* The names come from a file that anybody may have written. */
static void print_name(const struct past_row *row, size_t columns)
{
    char name[NAME_ROOM];
    snprintf(name, sizeof name, "%s %s %s", row->scenario, row->mode, row->metric);
    utf8_put_plain(stdout, name, strlen(name));
    for (size_t wide = utf8_columns(name, strlen(name)); wide < columns; wide++)
        putchar(' ');
}

static void print_row(const struct past_row *row, const struct words *w)
{
    print_name(row, NAME_COLUMN);
    printf(" %14s %14s %10s  %-22s  %s\n", w->old, w->now, w->delta, w->interval, w->word);
}

/* *decisive becomes the condition that the status goes by, if there is one on this figure. */
static int judge_gates(struct options *o, const struct past_row *row, const struct change *c,
                       const char **decisive)
{
    int status = STATUS_FINE;
    for (size_t i = 0; i < o->gate_count; i++) {
        struct gate *g = &o->gates[i];
        if (strcmp(g->metric, row->metric) != 0)
            continue;
        g->rows++;
        if (!*decisive)
            *decisive = g->text;
        enum gate_answer answer = gate_judge(g, c);
        if (answer == GATE_HELD)
            continue;
        printf("  %s  ", answer == GATE_TRIPPED ? "FAIL" : "?   ");
        print_name(row, 0);
        printf(": --fail-on '%s'\n", g->text);
        if (answer == GATE_TRIPPED || status == STATUS_FINE)
            *decisive = g->text;
        if (answer == GATE_TRIPPED)
            status = STATUS_TRIPPED;
        else if (status == STATUS_FINE)
            status = STATUS_OPEN;
    }
    return status;
}

static void keep_row(struct options *o, const struct past_row *row, const struct words *w,
                     const struct change *c, int status, const char *gate)
{
    char change[sizeof w->delta + sizeof w->interval + NAME_ROOM];
    bool worse = strcmp(w->word, worse_word) == 0;
    snprintf(change, sizeof change, "%s%s%s: %s", w->delta, *w->interval ? ", " : "", w->interval,
             w->word);
    compare_run_add(&o->as_run,
                    &(struct compared){.row = row,
                                       .now = c->now,
                                       .old_text = w->old,
                                       .new_text = w->now,
                                       .change = change,
                                       .gate = gate,
                                       .verdict = status == STATUS_TRIPPED ? VERDICT_FAIL
                                                  : status == STATUS_OPEN  ? VERDICT_INCONCLUSIVE
                                                  : worse && !gate         ? VERDICT_WARN
                                                                           : VERDICT_PASS});
}

/* Failure outranks doubt. */
static int heavier(int a, int b)
{
    return a == STATUS_TRIPPED || b == STATUS_TRIPPED ? STATUS_TRIPPED : a > b ? a : b;
}

static int compare_rows(struct options *o, struct past_run *old, struct past_run *now,
                        struct tally *t)
{
    int status = STATUS_FINE;
    printf("%-*s %14s %14s %10s  %-22s\n", NAME_COLUMN, "benchmark", "old", "new", "delta",
           "95 % interval");
    for (size_t i = 0; i < now->count; i++) {
        struct past_row *row = &now->rows[i], *before = past_run_find(old, row);
        if (!before)
            continue;
        const struct metric *m = meaning(row->metric);
        struct change c = change_judge(&before->figures, &row->figures, m->exact, m->grain);
        const char *gate = NULL;
        const struct words w = in_words(m, &c, word_for(m, &c, t));
        if (c.kind == CHANGE_UP || c.kind == CHANGE_DOWN || !o->changed)
            print_row(row, &w);
        int of_row = judge_gates(o, row, &c, &gate);
        if (o->reports)
            keep_row(o, row, &w, &c, of_row, gate);
        status = heavier(status, of_row);
    }
    return status;
}

/* --- around it ------------------------------------------------------------------------------ */

static void print_heading(const char *which, const struct past_run *run)
{
    printf("%s  ", which);
    utf8_put_plain(stdout, run->candidate, strlen(run->candidate));
    if (*run->digest) {
        fputs(" (sha256 ", stdout);
        utf8_put_plain(stdout, run->digest, strnlen(run->digest, DIGEST_SHOWN));
        fputs("...)", stdout);
    }
    fputs(", ", stdout);
    utf8_put_plain(stdout, run->system, strlen(run->system));
    printf(", %.0f core%s: %s\n", run->cores, run->cores == 1 ? "" : "s", run->verdict);
}

static void print_missing(const struct past_run *from, const struct past_run *in, const char *only)
{
    const char *last = "", *last_mode = "";
    for (size_t i = 0; i < from->count; i++) {
        const struct past_row *row = &from->rows[i];
        bool told = strcmp(row->scenario, last) == 0 && strcmp(row->mode, last_mode) == 0;
        if (told || strcmp(row->metric, "time") != 0 || past_run_find(in, row))
            continue;
        printf("only in %s: ", only);
        utf8_put_plain(stdout, row->scenario, strlen(row->scenario));
        putchar(' ');
        utf8_put_plain(stdout, row->mode, strlen(row->mode));
        putchar('\n');
        last = row->scenario;
        last_mode = row->mode;
    }
}

/* A condition on a figure that neither run has would never fail. */
static int check_gates(const struct options *o, const struct past_run *run)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < run->count && count < NAMES_MAX - 1; i++)
        names[count++] = run->rows[i].metric;
    names[count] = NULL;
    for (size_t i = 0; i < o->gate_count; i++) {
        if (o->gates[i].rows)
            continue;
        const char *nearest = words_nearest(o->gates[i].metric, names);
        fprintf(stderr, "assay compare: --fail-on '%s': both runs together have no '%s'%s%s%s\n",
                o->gates[i].text, o->gates[i].metric, nearest ? "; did you mean '" : "",
                nearest ? nearest : "", nearest ? "'?" : "");
        return STATUS_WRONG;
    }
    return STATUS_FINE;
}

/* Whether there is a condition on the metric; each such condition has then been held against one
   figure more. */
static bool claim_gates(struct options *o, const char *metric)
{
    bool any = false;
    for (size_t i = 0; i < o->gate_count; i++) {
        bool is_it = strcmp(o->gates[i].metric, metric) == 0;
        o->gates[i].rows += is_it;
        any |= is_it;
    }
    return any;
}

/* A figure with a condition that only the old run has: it may be worse than ever. */
static int judge_vanished(struct options *o, const struct past_run *old, const struct past_run *now,
                          struct tally *t)
{
    static const char reason[] = "the new run does not have it";
    int status = STATUS_FINE;
    for (size_t i = 0; i < old->count; i++) {
        const struct past_row *row = &old->rows[i];
        if (past_run_find(now, row) || !claim_gates(o, row->metric))
            continue;
        fputs("  ?     ", stdout);
        print_name(row, 0);
        printf(": %s\n", reason);
        t->vanished++;
        status = STATUS_OPEN;
        if (o->reports)
            compare_run_doubt(&o->as_run, row->scenario, row->mode, row->metric, reason);
    }
    return status;
}

/* What a run that was cut off does not show may be what is wrong. */
static int judge_runs(struct options *o, const struct past_run *now)
{
    char reason[NAME_ROOM];
    bool is_whole = strcmp(now->verdict, run_verdict_name(RUN_ERROR)) != 0;
    if (is_whole || !o->gate_count)
        return STATUS_FINE;
    snprintf(reason, sizeof reason, "the new run is no whole one: its verdict is %s", now->verdict);
    printf("  ?     %s\n", reason);
    if (o->reports)
        compare_run_doubt(&o->as_run, "new-run", "all", "the figures that it lacks", reason);
    return STATUS_OPEN;
}

static int compare(struct options *o, struct past_run *old, struct past_run *now)
{
    struct tally t = {0};
    print_heading("old", old);
    print_heading("new", now);
    if (strcmp(old->system, now->system) != 0 || old->cores != now->cores)
        printf("warning: two hosts: times, rates and memory may differ for that reason alone\n");
    putchar('\n');
    int status = compare_rows(o, old, now, &t);
    status = heavier(status, judge_vanished(o, old, now, &t));
    status = heavier(status, judge_runs(o, now));
    print_missing(old, now, "old");
    print_missing(now, old, "new");
    unsigned all = t.better + t.worse + t.same + t.unclear + t.unknown;
    if (t.unknown)
        printf("\n%u figures vary from run to run: at least %d runs of each side say more "
               "(assay run --repeat %d)\n",
               t.unknown, CHANGE_RUNS_MIN, CHANGE_RUNS_MIN);
    printf("\n%u better, %u worse, %u the same, %u without a change that could be shown, "
           "%u not judged\n",
           t.better, t.worse, t.same, t.unclear, t.unknown + t.vanished);
    int slip = check_gates(o, now);
    if (slip != STATUS_FINE)
        return slip;
    return all ? status : STATUS_NOTHING;
}

static const char *again(struct options *o, struct arena *a)
{
    const char *text =
        arena_text(a, "%s compare %s %s", program_invocation_name, o->paths[0], o->paths[1]);
    for (size_t i = 0; i < o->gate_count; i++)
        text = arena_text(a, "%s --fail-on '%s'", text, o->gates[i].text);
    return text;
}

/* Whether reports there would replace the run.json of this run: a folder, or a file in one. */
static bool is_folder_of(const char *folder, const char *run)
{
    char path[PATH_MAX];
    struct stat of_run;
    snprintf(path, sizeof path, "%s", run);
    bool is_file = stat(run, &of_run) == 0 && !S_ISDIR(of_run.st_mode);
    return report_folder_is(folder, is_file ? dirname(path) : path);
}

/* The status of the comparison, or what went wrong with the reports. */
static int compare_with_reports(struct options *o, struct past_run *old, struct past_run *now)
{
    struct failure why = {.code = FAILURE_NONE};
    struct arena a;
    for (size_t i = 0; i < o->path_count; i++) {
        if (is_folder_of(o->reports, o->paths[i])) {
            fprintf(stderr,
                    "assay compare: --reports %s: that is the folder of %s, whose run.json it "
                    "would replace\n",
                    o->reports, o->paths[i]);
            return STATUS_WRONG;
        }
    }
    arena_init(&a);
    compare_run_begin(&o->as_run, old, now, again(o, &a));
    int status = compare(o, old, now);
    compare_run_end(&o->as_run);
    if (status != STATUS_WRONG &&
        !report_files_again(o->reports, REPORT_WITH_RUN, &o->choice, &o->as_run.run, &why)) {
        fprintf(stderr, "assay compare: %s\n", why.sentence);
        status = why.code == FAILURE_HARNESS ? STATUS_BROKEN : STATUS_WRONG;
    }
    compare_run_release(&o->as_run);
    arena_release(&a);
    return status;
}

int command_compare(int argc, char **argv)
{
    static const struct argp parser = {
        .options = table,
        .parser = take_option,
        .args_doc = "OLD NEW",
        .doc = "Compares two runs, each given by its reports folder or its run.json.\v"
               "Figures that repeat exactly are compared as they are. Others need at least four "
               "runs of each side (assay run --repeat 4): then the delta has a 95 % interval, and "
               "a change is one whose interval does not hold zero.\n\n"
               "Exit status: 0 no condition was tripped, 1 one was, 2 wrong command line or "
               "file, 3 a condition could not be judged (too few runs, a figure that the new run "
               "lacks, a new run that was cut off), 4 a report could not be written, 5 the "
               "runs have no figure in common."};
    static struct options o;
    static struct past_run old, now;
    struct failure why = {0};
    argp_err_exit_status = STATUS_WRONG;
    argp_parse(&parser, argc, argv, 0, NULL, &o);
    bool read = past_run_read(&old, o.paths[0], &why) && past_run_read(&now, o.paths[1], &why);
    if (!read)
        fprintf(stderr, "assay compare: %s\n", why.sentence);
    int status = !read       ? STATUS_WRONG
                 : o.reports ? compare_with_reports(&o, &old, &now)
                             : compare(&o, &old, &now);
    past_run_release(&old);
    past_run_release(&now);
    return status;
}
