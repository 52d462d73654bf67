/* SPDX-License-Identifier: MIT */
/* scenarios[].metrics, collected by name over the repetitions of a scenario. */
#include "commands/past_run.h"

#include <string.h>
#include <sys/stat.h>

#include "data/json_tree.h"
#include "oracle/verdict.h"

static const char schema[] = "assay-run/1";

/* One scenario result under way. */
struct reader {
    struct past_run *run;
    const char *scenario, *mode;
};

static struct past_row *row_of(struct past_run *run, const struct past_row *like)
{
    struct past_row *known = past_run_find(run, like);
    if (known)
        return known;
    if (run->count == run->room)
        run->rows = arena_grow(&run->arena, run->rows, run->count, &run->room, sizeof *run->rows);
    struct past_row *row = &run->rows[run->count++];
    *row = (struct past_row){.scenario =
                                 arena_copy(&run->arena, like->scenario, strlen(like->scenario)),
                             .mode = arena_copy(&run->arena, like->mode, strlen(like->mode)),
                             .metric = arena_copy(&run->arena, like->metric, strlen(like->metric))};
    return row;
}

static void add(const struct reader *r, const char *metric, double value)
{
    const struct past_row like = {.scenario = r->scenario, .mode = r->mode, .metric = metric};
    struct figures *f = &row_of(r->run, &like)->figures;
    if (f->count < CHANGE_RUNS_MAX)
        f->values[f->count++] = value;
}

static void read_metric(void *context, const char *name, const struct json_node *value)
{
    double number;
    if (json_tree_number(value, &number))
        add(context, name, number);
}

static void read_scenario(struct past_run *run, const struct json_node *scenario)
{
    double seconds;
    const char *verdict = json_tree_text(json_tree_member(scenario, "verdict"), "error");
    struct reader r = {.run = run,
                       .scenario = json_tree_text(json_tree_member(scenario, "id"), "?"),
                       .mode = json_tree_text(json_tree_member(scenario, "mode"), "?")};
    if (strcmp(verdict, "skip") == 0 || strcmp(verdict, "error") == 0)
        return;
    if (json_tree_number(json_tree_member(scenario, "duration_s"), &seconds))
        add(&r, "time", seconds * 1e9);
    json_tree_each(json_tree_member(scenario, "metrics"), read_metric, &r);
}

static const char *copy_text(struct past_run *run, const struct json_node *object, const char *name)
{
    const char *text = json_tree_text(json_tree_member(object, name), "");
    return arena_copy(&run->arena, text, strlen(text));
}

static const char *verdict_of(const char *word)
{
    for (int v = 0; v < RUN_COUNT; v++) {
        if (strcmp(run_verdict_name((enum run_verdict)v), word) == 0)
            return run_verdict_name((enum run_verdict)v);
    }
    return run_verdict_name(RUN_ERROR);
}

static void read_root(struct past_run *run, const struct json_node *root)
{
    const struct json_node *candidate = json_tree_member(root, "candidate");
    const struct json_node *host = json_tree_member(root, "host");
    const struct json_node *scenarios = json_tree_member(root, "scenarios");
    run->candidate = copy_text(run, candidate, "name");
    run->digest = copy_text(run, candidate, "sha256");
    run->verdict = verdict_of(json_tree_text(json_tree_member(root, "verdict"), ""));
    run->system = copy_text(run, host, "system");
    (void)json_tree_number(json_tree_member(host, "cores"), &run->cores);
    for (size_t i = 0; i < json_tree_count(scenarios); i++)
        read_scenario(run, json_tree_item(scenarios, i));
}

static const char *file_of(struct past_run *run, const char *path)
{
    struct stat s;
    bool folder = stat(path, &s) == 0 && S_ISDIR(s.st_mode);
    return folder ? arena_text(&run->arena, "%s/run.json", path) : path;
}

bool past_run_read(struct past_run *run, const char *path, struct failure *why)
{
    *run = (struct past_run){.count = 0};
    arena_init(&run->arena);
    const char *file = file_of(run, path);
    struct json_node *root = json_tree_read(file, why);
    if (!root)
        return false;
    bool ours = strcmp(json_tree_text(json_tree_member(root, "schema"), ""), schema) == 0;
    if (ours)
        read_root(run, root);
    else
        failure_set(why, FAILURE_USAGE, "%s: not the run.json of a run (no \"schema\": \"%s\")",
                    file, schema);
    json_tree_release(root);
    return ours;
}

void past_run_release(struct past_run *run)
{
    arena_release(&run->arena);
}

struct past_row *past_run_find(const struct past_run *run, const struct past_row *like)
{
    for (size_t i = 0; i < run->count; i++) {
        struct past_row *row = &run->rows[i];
        if (strcmp(row->scenario, like->scenario) == 0 && strcmp(row->mode, like->mode) == 0 &&
            strcmp(row->metric, like->metric) == 0)
            return row;
    }
    return NULL;
}
