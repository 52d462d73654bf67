/* SPDX-License-Identifier: MIT */
/* scenarios[] of a run.json -> ids, modes, files. */
#include "commands/rerun.h"

#include <string.h>
#include <unistd.h>

#include "data/json_tree.h"

static const char *copy(const struct json_node *entry, const char *name, struct arena *a)
{
    const char *text = json_tree_text(json_tree_member(entry, name), "");
    return arena_copy(a, text, strlen(text));
}

static bool did_not_pass(const struct json_node *entry)
{
    const char *verdict = json_tree_text(json_tree_member(entry, "verdict"), "error");
    return strcmp(verdict, "fail") == 0 || strcmp(verdict, "inconclusive") == 0 ||
           strcmp(verdict, "error") == 0;
}

static void add_file(const char **files, size_t *count, const char *file)
{
    size_t i = 0;
    while (i < *count && strcmp(files[i], file) != 0)
        i++;
    if (i == *count && *file)
        files[(*count)++] = file;
}

static void read_entries(struct rerun *r, const struct json_node *scenarios, struct arena *a)
{
    size_t count = json_tree_count(scenarios);
    struct run_pick *picks = arena_zero(a, count, sizeof *picks);
    const char **files = arena_zero(a, count, sizeof *files);
    for (size_t i = 0; i < count; i++) {
        const struct json_node *entry = json_tree_item(scenarios, i);
        if (!did_not_pass(entry))
            continue;
        struct run_pick *pick = &picks[r->count++];
        *pick = (struct run_pick){.id = copy(entry, "id", a), .mode = copy(entry, "mode", a)};
        add_file(files, &r->file_count, copy(entry, "file", a));
        for (int m = 0; m < MODE_COUNT; m++)
            r->modes[m] |= strcmp(mode_names[m], pick->mode) == 0;
    }
    r->picks = picks;
    r->files = files;
}

/* It has scenarios, and each of them an id. */
static bool is_of_run(const struct json_node *root)
{
    const struct json_node *scenarios = json_tree_member(root, "scenarios");
    bool sound = json_tree_count(scenarios) > 0 &&
                 strcmp(json_tree_text(json_tree_member(root, "schema"), ""), "assay-run/1") == 0;
    for (size_t i = 0; i < json_tree_count(scenarios) && sound; i++) {
        const struct json_node *entry = json_tree_item(scenarios, i);
        sound = *json_tree_text(json_tree_member(entry, "id"), "") != '\0';
    }
    return sound;
}

bool rerun_read(struct rerun *r, const char *folder, struct arena *a, struct failure *why)
{
    const char *path = arena_text(a, "%s/run.json", folder);
    *r = (struct rerun){.count = 0};
    struct json_node *root = json_tree_read(path, why);
    if (!root && access(arena_text(a, "%s/events.jsonl", folder), F_OK) == 0)
        return failure_set(why, FAILURE_USAGE,
                           "the run in %s was cut off before it could write run.json; repeat it "
                           "whole",
                           folder);
    if (!root)
        return false;
    bool ours = is_of_run(root);
    if (ours)
        read_entries(r, json_tree_member(root, "scenarios"), a);
    else
        failure_set(why, FAILURE_USAGE, "%s: not the run.json of a run, or damaged", path);
    json_tree_release(root);
    return ours;
}
