/* SPDX-License-Identifier: MIT */
/* A YAML list of {id, title, source, kind} -> rows. Knows no scenario.
 */
#include "scenario/requirements.h"

#include <string.h>

#include "scenario/form.h"

struct row_draft {
    struct form *form;
    struct requirement *row;
};

static void read_id(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct row_draft *draft = context;
    (void)key;
    draft->row->id = value->text;
}

static void read_title(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct row_draft *draft = context;
    (void)key;
    draft->row->title = value->text;
}

static void read_source(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct row_draft *draft = context;
    (void)key;
    draft->row->source = value->text;
}

static void read_kind(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static const char *const kinds[] = {[REQUIREMENT_PROJECT] = "project",
                                        [REQUIREMENT_PROCESS] = "process",
                                        [REQUIREMENT_START] = "start"};
    struct row_draft *draft = context;
    for (int i = REQUIREMENT_PROJECT; i <= REQUIREMENT_START; i++) {
        if (strcmp(value->text, kinds[i]) == 0)
            draft->row->kind = (enum requirement_kind)i;
    }
    if (draft->row->kind == REQUIREMENT_PLAIN)
        form_wrong(draft->form, value->place, "'%s' is project, process or start, or left out",
                   key->text);
}

static form_reader *const readers[WORD_COUNT] = {
    [WORD_REQUIREMENT_ID] = read_id,
    [WORD_REQUIREMENT_TITLE] = read_title,
    [WORD_REQUIREMENT_SOURCE] = read_source,
    [WORD_REQUIREMENT_KIND] = read_kind,
};

static void refuse_duplicate(struct form *f, const struct requirement *rows, size_t count,
                             const struct yaml_node *node)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].id, rows[count].id) == 0)
            form_wrong(f, node->place, "the id '%s' is already taken", rows[i].id);
    }
}

static void read_rows(struct requirement_list *list, struct form *f, const struct yaml_node *root)
{
    struct requirement *rows = arena_zero(&list->arena, root->count, sizeof *rows);
    const char **ids = arena_zero(&list->arena, root->count + 1, sizeof *ids);
    if (root->kind != YAML_SEQUENCE) {
        form_wrong(f, root->place, "a list of requirements begins each with `- id: `");
        return;
    }
    for (size_t i = 0; i < root->count; i++) {
        struct row_draft draft = {.form = f, .row = &rows[i]};
        rows[i] = (struct requirement){.id = "", .title = "", .source = ""};
        form_read(f, PLACE_REQUIREMENT, &root->items[i], readers, &draft);
        refuse_duplicate(f, rows, i, &root->items[i]);
        ids[i] = rows[i].id;
    }
    list->items = rows;
    list->count = root->count;
    list->ids = ids;
}

bool requirements_load(struct requirement_list *list, const char *path, FILE *errors,
                       unsigned *error_count, struct failure *why)
{
    static const char *const none[] = {NULL};
    struct yaml_file file;
    struct complaints complaints;
    *list = (struct requirement_list){.ids = none};
    arena_init(&list->arena);
    complaints_init(&complaints, errors, false);
    if (yaml_read(&list->arena, &file, path, &complaints, why)) {
        struct form form = {
            .arena = &list->arena, .complaints = &complaints, .source = &file.source};
        read_rows(list, &form, file.root);
    }
    *error_count += complaints.errors;
    if (complaints.errors) {
        list->count = 0;
        list->ids = none;
        return failure_set(why, FAILURE_SCENARIO, "%u error%s in '%s'", complaints.errors,
                           complaints.errors == 1 ? "" : "s", path);
    }
    return why->code == FAILURE_NONE;
}

void requirements_release(struct requirement_list *list)
{
    arena_release(&list->arena);
    *list = (struct requirement_list){.count = 0};
}

const struct requirement *requirement_find(const struct requirement_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].id, id) == 0)
            return &list->items[i];
    }
    return NULL;
}
