/* SPDX-License-Identifier: MIT */
/* One reader per word of a candidate file. Starts nothing, writes nothing.
 */
#include "candidate/profile.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/words.h"
#include "scenario/capabilities.h"
#include "scenario/form.h"
#include "scenario/signals.h"

enum { ARGUMENTS_MAX = 256, CANDIDATES_MAX = 256 };

/* By the names of `paths:` in the word table, which are in this order. */
static const char *const usual_paths[PATH_COUNT] = {
    [PATH_PING] = "/api/test",   [PATH_STATUS] = "/api/status",   [PATH_USERS] = "/api/users",
    [PATH_ECHO] = "/api/echo",   [PATH_COUNTER] = "/api/counter", [PATH_SLOW] = "/api/slow",
    [PATH_BYTES] = "/api/bytes", [PATH_STATIC] = "/static",
};

static const char *const signal_names[SIGNAL_COUNT] = {
    [SIGNAL_STOP] = "stop",
    [SIGNAL_GRACEFUL] = "graceful",
    [SIGNAL_RELOAD] = "reload",
};

void profile_default(struct profile *p)
{
    *p = (struct profile){
        .title = "the convention: CANDIDATE --port PORT",
        .about = "",
        .ready_within = 10 * CLOCK_S,
        .signals = {[SIGNAL_STOP] = "SIGTERM", [SIGNAL_GRACEFUL] = "SIGTERM"},
    };
    arena_init(&p->arena);
    for (int i = 0; i < PATH_COUNT; i++)
        p->paths[i] = usual_paths[i];
    p->ready_path = p->paths[PATH_PING];
    p->folder = "";
}

void profile_release(struct profile *p)
{
    arena_release(&p->arena);
    profile_default(p);
}

/* --- templates ------------------------------------------------------------------------------ */

/* The placeholder at the start of `text`, or NULL. */
static const char *placeholder(const char *text, const struct profile_values *values,
                               size_t *length)
{
    const struct {
        const char *word, *value;
    } rows[] = {{"{port}", values->port},
                {"{docroot}", values->docroot},
                {"{workdir}", values->workdir},
                {"{bindir}", values->bindir},
                {"{filedir}", values->filedir}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        *length = strlen(rows[i].word);
        if (strncmp(text, rows[i].word, *length) == 0)
            return rows[i].value;
    }
    return NULL;
}

void profile_expand(struct bytes *out, const char *template, const struct profile_values *values)
{
    while (*template) {
        size_t plain = strcspn(template, "{"), length;
        bytes_add(out, template, plain);
        template += plain;
        if (!*template)
            return;
        const char *value = placeholder(template, values, &length);
        bytes_add(out, value ? value : template, value ? strlen(value) : 1);
        template += value ? length : 1;
    }
}

/* `{prot}` in a command is a typing error; in a file it may be that file's own syntax. */
static void check_placeholders(struct form *f, const struct yaml_node *node, const char *text)
{
    static const char *const names[] = {"port", "docroot", "workdir", "bindir", "filedir", NULL};
    const struct profile_values all = {
        .port = "", .docroot = "", .workdir = "", .bindir = "", .filedir = ""};
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz"), length;
        if (n == 0 || at[n + 1] != '}' || placeholder(at, &all, &length))
            continue;
        const char *word = arena_copy(f->arena, at + 1, n);
        form_wrong(f, node->place, "unknown placeholder '{%s}'%s", word, form_hint(f, word, names));
    }
}

/* --- the command ---------------------------------------------------------------------------- */

struct profile_draft {
    struct profile *profile;
    struct form form;
    bool has_ready_path;
};

struct words_draft {
    struct profile_draft *draft;
    const struct yaml_node *node;
    const char **arguments;
    size_t count;
};

static void add_argument(struct words_draft *w, const char *text)
{
    if (w->count == ARGUMENTS_MAX) {
        form_wrong(&w->draft->form, w->node->place, "more than %d arguments", ARGUMENTS_MAX);
        return;
    }
    check_placeholders(&w->draft->form, w->node, text);
    w->arguments[w->count++] = text;
}

static void split_command(struct words_draft *w)
{
    bool closed = true;
    const char *const *words = words_split(w->node->text, &closed, &w->draft->profile->arena);
    while (*words)
        add_argument(w, *words++);
    if (!closed)
        form_wrong(&w->draft->form, w->node->place, "a quote is not closed");
}

static void read_command(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    struct words_draft w = {
        .draft = d,
        .node = value,
        .arguments = arena_zero(&d->profile->arena, ARGUMENTS_MAX + 1, sizeof *w.arguments),
    };
    if (value->kind == YAML_SCALAR && form_text(&d->form, value, key->text))
        split_command(&w);
    else if (value->kind == YAML_MAPPING)
        form_wrong(&d->form, value->place,
                   "'%s' is a line in single quotes, or a list of arguments", key->text);
    for (size_t i = 0; value->kind == YAML_SEQUENCE && i < value->count; i++) {
        const char *text = form_text(&d->form, &value->items[i], "an argument");
        if (text)
            add_argument(&w, text);
    }
    if (w.count == 0 && value->kind != YAML_MAPPING)
        form_wrong(&d->form, key->place, "a command without a program");
    d->profile->command = w.arguments;
    d->profile->command_count = w.count;
}

/* --- the other words ------------------------------------------------------------------------- */

static void read_version(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    (void)key;
    form_version(&d->form, value);
}

static void read_title(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    (void)key;
    d->profile->title = value->text;
}

static void read_about(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    (void)key;
    d->profile->about = value->text;
}

static void read_port(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    unsigned long long port = 0;
    if (!words_number(value->text, value->length, &port) || port < 1 || port > 65535)
        form_wrong(&d->form, value->place, "'%s' is a number from 1 to 65535", key->text);
    else
        d->profile->port = (unsigned short)port;
}

struct file_draft {
    struct profile_draft *draft;
    struct profile_file *file;
};

/* Below the work folder, and nowhere else. */
static bool is_safe_path(const char *path)
{
    if (path[0] == '/')
        return false;
    for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
        if (strcmp(at, "..") == 0 || strncmp(at, "../", 3) == 0)
            return false;
    }
    return true;
}

static void read_file_path(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct file_draft *f = context;
    if (!is_safe_path(value->text))
        form_wrong(&f->draft->form, value->place, "'%s' is relative to the work folder, without ..",
                   key->text);
    f->file->path = value->text;
}

static void read_file_content(void *context, const struct yaml_node *key,
                              const struct yaml_node *value)
{
    struct file_draft *f = context;
    (void)key;
    f->file->content = value->text;
}

static void read_files(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_FILE_PATH] = read_file_path,
        [WORD_FILE_CONTENT] = read_file_content,
    };
    struct profile_draft *d = context;
    struct profile_file *files = arena_zero(&d->profile->arena, value->count, sizeof *files);
    (void)key;
    for (size_t i = 0; i < value->count; i++) {
        struct file_draft f = {.draft = d, .file = &files[i]};
        form_read(&d->form, PLACE_FILE, &value->items[i], readers, &f);
    }
    d->profile->files = files;
    d->profile->file_count = value->count;
}

static void read_environment(void *context, const struct yaml_node *key,
                             const struct yaml_node *value)
{
    struct profile_draft *d = context;
    struct profile_setting *settings =
        arena_zero(&d->profile->arena, value->count, sizeof *settings);
    size_t count = 0;
    (void)key;
    for (size_t i = 0; i < value->count; i++) {
        const char *name = value->pairs[i].key.text;
        const char *text = form_text(&d->form, &value->pairs[i].value, "an environment variable");
        if (!name[0] || strchr(name, '='))
            form_wrong(&d->form, value->pairs[i].key.place, "no name of an environment variable");
        else if (text)
            settings[count++] = (struct profile_setting){.name = name, .value = text};
    }
    d->profile->environment = settings;
    d->profile->environment_count = count;
}

static void check_target(struct form *f, const struct yaml_node *value)
{
    if (value->text[0] != '/' || strpbrk(value->text, " \t\r\n"))
        form_wrong(f, value->place, "a path begins with '/' and has no spaces");
}

static void read_ready_path(void *context, const struct yaml_node *key,
                            const struct yaml_node *value)
{
    struct profile_draft *d = context;
    (void)key;
    check_target(&d->form, value);
    d->profile->ready_path = value->text;
    d->has_ready_path = true;
}

static void read_ready_within(void *context, const struct yaml_node *key,
                              const struct yaml_node *value)
{
    struct profile_draft *d = context;
    d->profile->ready_within = form_duration(&d->form, key, value);
}

static void read_ready(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_READY_PATH] = read_ready_path,
        [WORD_READY_WITHIN] = read_ready_within,
    };
    struct profile_draft *d = context;
    (void)key;
    form_read(&d->form, PLACE_READY, value, readers, d);
}

static void read_signal(struct profile_draft *d, enum profile_signal which,
                        const struct yaml_node *value)
{
    bool none = strcmp(value->text, "none") == 0;
    if (none && which != SIGNAL_RELOAD)
        form_wrong(&d->form, value->place, "the candidate must stop on some signal");
    if (!none && !signal_number(value->text)) {
        const char *nearest = signal_nearest(value->text);
        form_wrong(&d->form, value->place, "unknown signal '%s'%s%s%s", value->text,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    d->profile->signals[which] = none ? NULL : value->text;
}

static void read_stop(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    (void)key;
    read_signal(context, SIGNAL_STOP, value);
}

static void read_graceful(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    (void)key;
    read_signal(context, SIGNAL_GRACEFUL, value);
}

static void read_reload(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    (void)key;
    read_signal(context, SIGNAL_RELOAD, value);
}

static void read_signals(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_STOP] = read_stop,
        [WORD_GRACEFUL] = read_graceful,
        [WORD_RELOAD] = read_reload,
    };
    struct profile_draft *d = context;
    (void)key;
    form_read(&d->form, PLACE_SIGNALS, value, readers, d);
}

static void read_path(struct profile_draft *d, const struct yaml_pair *pair)
{
    const char *const *names = word_row(WORD_PATHS)->names;
    const char *text = form_text(&d->form, &pair->value, "a path");
    int which = 0;
    while (which < PATH_COUNT && strcmp(names[which], pair->key.text) != 0)
        which++;
    if (which == PATH_COUNT) {
        form_wrong(&d->form, pair->key.place, "unknown path '%s'%s", pair->key.text,
                   form_hint(&d->form, pair->key.text, names));
    } else if (text) {
        check_target(&d->form, &pair->value);
        /* Files at the root: what comes after the path brings a slash of its own. */
        d->profile->paths[which] = which == PATH_STATIC && strcmp(text, "/") == 0 ? "" : text;
    }
}

static void read_paths(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    (void)key;
    for (size_t i = 0; i < value->count; i++)
        read_path(context, &value->pairs[i]);
}

static void read_offers(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct profile_draft *d = context;
    struct name_list offers = form_names(&d->form, value, "capability", capability_names());
    for (size_t i = 0; i < offers.count; i++) {
        if (capability_find(offers.items[i])->in_contract)
            form_wrong(&d->form, key->place,
                       "'%s' is part of the acceptance contract, which is required anyway",
                       offers.items[i]);
    }
    d->profile->offers = offers;
}

/* --- waivers -------------------------------------------------------------------------------- */

struct waiver_draft {
    struct profile_draft *draft;
    struct waiver *waiver;
};

static void waive(struct waiver_draft *w, enum waiver_kind kind, const struct yaml_node *key,
                  const struct yaml_node *value)
{
    if (w->waiver->name)
        form_wrong(&w->draft->form, key->place, "a waiver names one thing; begin a new entry");
    w->waiver->kind = kind;
    w->waiver->name = value->text;
}

static void waive_capability(void *context, const struct yaml_node *key,
                             const struct yaml_node *value)
{
    struct waiver_draft *w = context;
    struct form *f = &w->draft->form;
    const struct capability *capability = capability_find(value->text);
    if (!capability)
        form_wrong(f, value->place, "unknown capability '%s'%s", value->text,
                   form_hint(f, value->text, capability_names()));
    else if (!capability->in_contract)
        form_wrong(f, value->place, "'%s' is an extra: what is not offered needs no waiver",
                   value->text);
    waive(w, WAIVE_CAPABILITY, key, value);
}

static void waive_scenario(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    waive(context, WAIVE_SCENARIO, key, value);
}

static void waive_step(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    waive(context, WAIVE_STEP, key, value);
}

static void waive_check(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    waive(context, WAIVE_CHECK, key, value);
}

static void read_reason(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct waiver_draft *w = context;
    (void)key;
    w->waiver->reason = value->text;
}

static void read_waives(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_WAIVED_CAPABILITY] = waive_capability,
        [WORD_WAIVED_SCENARIO] = waive_scenario,
        [WORD_WAIVED_STEP] = waive_step,
        [WORD_WAIVED_CHECK] = waive_check,
        [WORD_REASON] = read_reason,
    };
    struct profile_draft *d = context;
    struct waiver *waivers = arena_zero(&d->profile->arena, value->count, sizeof *waivers);
    (void)key;
    for (size_t i = 0; i < value->count; i++) {
        struct waiver_draft w = {.draft = d, .waiver = &waivers[i]};
        form_read(&d->form, PLACE_WAIVER, &value->items[i], readers, &w);
        if (value->items[i].kind == YAML_MAPPING && !waivers[i].name)
            form_wrong(&d->form, value->items[i].place,
                       "a waiver names a capability, scenario, step or check");
    }
    d->profile->waivers = waivers;
    d->profile->waiver_count = value->count;
}

static void read_memcheck(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    const char *const *names = word_row(WORD_MEMCHECK)->names; /* in the order of the enum */
    struct profile_draft *d = context;
    for (int i = 0; names[i]; i++) {
        if (strcmp(value->text, names[i]) == 0) {
            d->profile->memcheck = (enum profile_memcheck)i;
            return;
        }
    }
    form_wrong(&d->form, value->place, "'%s' is judged, ignored or no", key->text);
}

/* --- the file -------------------------------------------------------------------------------- */

static form_reader *const profile_readers[WORD_COUNT] = {
    [WORD_CANDIDATE_VERSION] = read_version,
    [WORD_CANDIDATE] = read_title,
    [WORD_CANDIDATE_ABOUT] = read_about,
    [WORD_COMMAND] = read_command,
    [WORD_PORT] = read_port,
    [WORD_FILES] = read_files,
    [WORD_ENVIRONMENT] = read_environment,
    [WORD_READY] = read_ready,
    [WORD_SIGNALS] = read_signals,
    [WORD_PATHS] = read_paths,
    [WORD_OFFERS] = read_offers,
    [WORD_WAIVES] = read_waives,
    [WORD_MEMCHECK] = read_memcheck,
};

static bool is_path(const char *name)
{
    size_t n = strlen(name);
    return strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".yaml") == 0);
}

static const char *stem(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return arena_copy(a, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

/* Absolute: candidates are started elsewhere. */
static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *whole = realpath(slash ? arena_copy(a, path, (size_t)(slash - path) + 1) : ".", NULL);
    const char *folder = whole ? arena_copy(a, whole, strlen(whole)) : "";
    free(whole);
    return folder;
}

/* The candidate file of that folder whose name is nearest to `name`, or NULL. */
static const char *nearest_candidate(struct arena *a, const char *folder, const char *name)
{
    const char *names[CANDIDATES_MAX + 1];
    size_t count = 0;
    DIR *open = opendir(folder);
    struct dirent *entry;
    while (open && count < CANDIDATES_MAX && (entry = readdir(open))) {
        if (entry->d_name[0] != '.' && is_path(entry->d_name))
            names[count++] = stem(a, entry->d_name);
    }
    names[count] = NULL;
    if (open)
        closedir(open);
    return words_nearest(name, names);
}

/* The path of the file that `name` means, or NULL. */
static const char *resolve(struct profile *p, const char *name, const char *folder,
                           struct failure *why)
{
    if (is_path(name))
        return name;
    const char *candidates = arena_text(&p->arena, "%s/candidates", folder);
    const char *path = arena_text(&p->arena, "%s/%s.yaml", candidates, name);
    if (access(path, F_OK) == 0)
        return path;
    const char *here = arena_text(&p->arena, "./%s.yaml", name);
    const char *nearest =
        access(here, F_OK) == 0 ? here : nearest_candidate(&p->arena, candidates, name);
    failure_set(why, FAILURE_USAGE, "no candidate file '%s' in %s%s%s%s", name, candidates,
                nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    return NULL;
}

/* A scenario that is given as a candidate file has one mistake, not one in each line. */
static bool is_scenario(const struct yaml_file *file, struct complaints *c)
{
    const struct yaml_node *title = yaml_get(file->root, "scenario");
    if (title)
        complain(c, &file->source, title->place,
                 "this is a scenario, not a candidate file: `assay run %s -c NAME` plays it",
                 file->source.path);
    return title != NULL;
}

static void read_profile(struct profile *p, const struct yaml_file *file, struct complaints *c)
{
    if (is_scenario(file, c))
        return;
    struct profile_draft d = {
        .profile = p,
        .form = {.arena = &p->arena, .complaints = c, .source = &file->source},
    };
    form_read(&d.form, PLACE_CANDIDATE, file->root, profile_readers, &d);
    if (!d.has_ready_path)
        p->ready_path = p->paths[PATH_PING];
}

bool profile_load(struct profile *p, const char *name, const char *folder, FILE *errors,
                  unsigned *error_count, struct failure *why)
{
    struct yaml_file file;
    struct complaints complaints;
    profile_default(p);
    const char *path = resolve(p, name, folder, why);
    if (!path)
        return false;
    p->name = stem(&p->arena, path);
    p->folder = folder_of(&p->arena, path);
    complaints_init(&complaints, errors, false);
    if (yaml_read(&p->arena, &file, path, &complaints, why))
        read_profile(p, &file, &complaints);
    *error_count += complaints.errors;
    if (complaints.errors)
        return failure_set(why, FAILURE_SCENARIO, "%u error%s in '%s'", complaints.errors,
                           complaints.errors == 1 ? "" : "s", path);
    return why->code == FAILURE_NONE;
}

bool profile_parse(struct profile *p, const char *path, const char *text, size_t length,
                   FILE *errors, unsigned *error_count)
{
    struct yaml_file file;
    struct complaints complaints;
    profile_default(p);
    p->name = stem(&p->arena, path);
    complaints_init(&complaints, errors, false);
    if (yaml_parse(&p->arena, &file, path, text, length, &complaints))
        read_profile(p, &file, &complaints);
    *error_count += complaints.errors;
    return complaints.errors == 0;
}

/* --- questions ------------------------------------------------------------------------------- */

const char *profile_variable(const struct profile *p, const char *name)
{
    static const char paths[] = "paths.", signals[] = "signals.";
    const char *const *path_names = word_row(WORD_PATHS)->names;
    for (int i = 0; i < PATH_COUNT && strncmp(name, paths, sizeof paths - 1) == 0; i++) {
        if (strcmp(name + sizeof paths - 1, path_names[i]) == 0)
            return p->paths[i];
    }
    for (int i = 0; i < SIGNAL_COUNT && strncmp(name, signals, sizeof signals - 1) == 0; i++) {
        if (strcmp(name + sizeof signals - 1, signal_names[i]) == 0)
            return p->signals[i];
    }
    return NULL;
}

const struct waiver *profile_waiver(const struct profile *p, enum waiver_kind kind,
                                    const char *name)
{
    for (size_t i = 0; i < p->waiver_count; i++) {
        if (p->waivers[i].kind == kind && strcmp(p->waivers[i].name, name) == 0)
            return &p->waivers[i];
    }
    return NULL;
}

bool profile_offers(const struct profile *p, const char *capability)
{
    const struct capability *row = capability_find(capability);
    if (row && row->in_contract)
        return !profile_waiver(p, WAIVE_CAPABILITY, capability);
    for (size_t i = 0; i < p->offers.count; i++) {
        if (strcmp(p->offers.items[i], capability) == 0)
            return true;
    }
    return false;
}
