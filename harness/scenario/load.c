/* SPDX-License-Identifier: MIT */
/* Finds scenario files and reads each: path -> YAML -> document. The only file of this room that
 * looks into folders.
 */
#include "scenario/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/cases.h"
#include "scenario/document.h"

enum { FOLDER_DEPTH_MAX = 16 }; /* deeper is a loop of links, not a library of scenarios */

/* One call of scenarios_load. */
struct loader {
    struct scenario_set *set;
    const struct known *known;
    struct complaints complaints;
    struct failure *why;
    size_t files; /* looked at so far */
};

void scenario_set_init(struct scenario_set *set)
{
    *set = (struct scenario_set){.count = 0};
    arena_init(&set->arena);
}

static void release(const struct scenario *s)
{
    if (s->steps)
        steps_release(s->steps, s->step_count);
    for (size_t i = 0; i < s->case_count; i++)
        steps_release(&s->cases[i].step, 1);
}

void scenario_set_release(struct scenario_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        release(&set->items[i]);
    arena_release(&set->arena);
    scenario_set_init(set);
}

/* --- one file ------------------------------------------------------------------------------- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

bool load_is_part(const char *path)
{
    return ends_with(path, ".part.yaml");
}

static const char *stem(struct arena *a, const char *path)
{
    const char *name = file_name(path), *dot = strrchr(name, '.');
    return arena_copy(a, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

const char *load_folder_of(struct arena *a, const char *path)
{
    const char *name = file_name(path);
    if (name == path)
        return ".";
    size_t length = (size_t)(name - path) - 1;
    return length ? arena_copy(a, path, length) : "/";
}

/* The file of which the scenario or a case goes by this id, or NULL. */
static const char *file_of_id(const struct scenario_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct scenario *s = &set->items[i];
        bool taken = strcmp(s->id, id) == 0;
        for (size_t k = 0; k < s->case_count && !taken; k++)
            taken = strcmp(s->cases[k].id, id) == 0;
        if (taken)
            return s->file;
    }
    return NULL;
}

static void check_id(struct loader *l, const struct source *source, const struct scenario *s)
{
    const struct place whole = {.line = 0};
    const char *file = file_of_id(l->set, s->id);
    if (!cases_id_is_fine(s->id))
        complain(&l->complaints, source, whole,
                 "the file name is the id of the scenario: letters, digits, '.', '_' and '-' only");
    if (file)
        complain(&l->complaints, source, whole, "the id '%s' is already that of '%s'", s->id, file);
    for (size_t i = 0; i < s->case_count; i++) {
        const struct place line = {.line = s->cases[i].step.line};
        file = strcmp(s->cases[i].id, s->id) == 0 ? s->file : file_of_id(l->set, s->cases[i].id);
        if (file)
            complain(&l->complaints, source, line, "the id '%s' is already used in '%s'",
                     s->cases[i].id, file);
    }
}

static void add(struct scenario_set *set, const struct scenario *scenario)
{
    if (set->count == set->capacity)
        set->items =
            arena_grow(&set->arena, set->items, set->count, &set->capacity, sizeof *set->items);
    set->items[set->count++] = *scenario;
}

/* A candidate file that is given as a scenario has one mistake, not one in each line. */
static bool is_of_candidate(struct loader *l, const struct yaml_file *file)
{
    const struct yaml_node *name = yaml_get(file->root, "candidate");
    if (name)
        complain(&l->complaints, &file->source, name->place,
                 "this is a candidate file, not a scenario: `assay run -c %s%s` judges it",
                 strchr(file->source.path, '/') ? "" : "./", file->source.path);
    return name != NULL;
}

static void read_document(struct loader *l, const struct yaml_file *file, unsigned errors_before)
{
    if (is_of_candidate(l, file))
        return;
    struct arena *a = &l->set->arena;
    struct scenario scenario = {.file = file->source.path, .id = stem(a, file->source.path)};
    struct draft draft = {
        .form = {.arena = a, .complaints = &l->complaints, .source = &file->source},
        .known = l->known,
        .folder = load_folder_of(a, file->source.path),
    };
    scope_init(&draft.scope, a);
    document_read(&draft, file->root, &scenario);
    check_id(l, &file->source, &scenario);
    if (l->complaints.errors == errors_before)
        add(l->set, &scenario);
    else
        release(&scenario);
}

static bool load_file(struct loader *l, const char *path)
{
    struct yaml_file file;
    unsigned before = l->complaints.errors;
    l->files++;
    if (load_is_part(path))
        return failure_set(l->why, FAILURE_USAGE,
                           "'%s' is a part: it is read where a scenario says `include:`", path);
    if (yaml_read(&l->set->arena, &file, path, &l->complaints, l->why))
        read_document(l, &file, before);
    return l->why->code == FAILURE_NONE;
}

/* --- folders -------------------------------------------------------------------------------- */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "candidates") != 0 &&
           strcmp(entry->d_name, "docroot") != 0 &&
           strcmp(entry->d_name, "requirements.yaml") != 0 && !load_is_part(entry->d_name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool load_path(struct loader *l, const char *path, int depth);

static bool load_folder(struct loader *l, const char *path, int depth)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, by_name);
    if (count == -1)
        return failure_set(l->why, FAILURE_USAGE, "cannot read the folder '%s': %s", path,
                           strerror(errno));
    bool done = true;
    for (int i = 0; i < count; i++) {
        char *below = arena_text(&l->set->arena, "%s%s%s", path, ends_with(path, "/") ? "" : "/",
                                 entries[i]->d_name);
        done = done && load_path(l, below, depth + 1);
        free(entries[i]);
    }
    free(entries);
    return done;
}

/* A path that was named is read whatever it is called; below a folder only *.yaml is. */
static bool load_path(struct loader *l, const char *path, int depth)
{
    struct stat info;
    if (stat(path, &info) == -1)
        return failure_set(l->why, FAILURE_USAGE, "cannot read '%s': %s", path, strerror(errno));
    if (S_ISDIR(info.st_mode))
        return depth > FOLDER_DEPTH_MAX || load_folder(l, path, depth);
    return (depth > 0 && !ends_with(path, ".yaml")) || load_file(l, path);
}

/* --- the door ------------------------------------------------------------------------------- */

static bool finish(struct loader *l, unsigned *error_count, unsigned *warning_count)
{
    *error_count += l->complaints.errors;
    *warning_count += l->complaints.warnings;
    if (l->complaints.errors)
        return failure_set(l->why, FAILURE_SCENARIO, "%u error%s in scenario files",
                           l->complaints.errors, l->complaints.errors == 1 ? "" : "s");
    return l->why->code == FAILURE_NONE;
}

bool scenarios_load(struct scenario_set *set, const char *path, const struct known *known,
                    bool strict, FILE *errors, unsigned *error_count, unsigned *warning_count,
                    struct failure *why)
{
    struct loader l = {.set = set, .known = known, .why = why};
    complaints_init(&l.complaints, errors, strict);
    if (load_path(&l, path, 0) && l.files == 0)
        failure_set(why, FAILURE_USAGE, "no scenario (*.yaml) in the folder '%s'", path);
    return finish(&l, error_count, warning_count);
}

bool scenarios_parse(struct scenario_set *set, const char *path, const char *text, size_t length,
                     const struct known *known, bool strict, FILE *errors, unsigned *error_count,
                     unsigned *warning_count)
{
    struct yaml_file file;
    struct failure why = {.code = FAILURE_NONE};
    struct loader l = {.set = set, .known = known, .why = &why};
    complaints_init(&l.complaints, errors, strict);
    if (yaml_parse(&set->arena, &file, path, text, length, &l.complaints))
        read_document(&l, &file, 0);
    return finish(&l, error_count, warning_count);
}
