/* SPDX-License-Identifier: MIT */
/* jansson's values under our own name, so that nobody else needs its header. */
#include "data/json_tree.h"

#include <jansson.h>
#include <sys/stat.h>

static json_t *value_of(const struct json_node *node)
{
    return (json_t *)node; /* jansson's readers take what they do not change without const */
}

static const struct json_node *node_of(const json_t *value)
{
    return (const struct json_node *)value;
}

struct json_node *json_tree_read(const char *path, struct failure *why)
{
    struct stat s;
    json_error_t error;
    if (stat(path, &s) == 0 && s.st_size > JSON_FILE_MAX) {
        failure_set(why, FAILURE_USAGE, "%s: larger than %d MiB", path, JSON_FILE_MAX >> 20);
        return NULL;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!root && error.line < 1)
        failure_set(why, FAILURE_USAGE, "%s: %s", path, error.text);
    else if (!root)
        failure_set(why, FAILURE_USAGE, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    return (struct json_node *)root;
}

struct json_node *json_tree_parse(const char *text, size_t length, const char *name, size_t line,
                                  struct failure *why)
{
    json_error_t error;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        failure_set(why, FAILURE_USAGE, "%s:%zu:%d: %s", name, line, error.column, error.text);
    return (struct json_node *)root;
}

enum node_kind json_tree_kind(const struct json_node *node)
{
    static const enum node_kind kinds[] = {
        [JSON_OBJECT] = NODE_OBJECT,  [JSON_ARRAY] = NODE_LIST,  [JSON_STRING] = NODE_TEXT,
        [JSON_INTEGER] = NODE_NUMBER, [JSON_REAL] = NODE_NUMBER, [JSON_TRUE] = NODE_TRUTH,
        [JSON_FALSE] = NODE_TRUTH,    [JSON_NULL] = NODE_NULL};
    return node ? kinds[json_typeof(value_of(node))] : NODE_ABSENT;
}

bool json_tree_is_true(const struct json_node *node)
{
    return json_is_true(value_of(node));
}

void json_tree_release(struct json_node *root)
{
    json_decref(value_of(root));
}

const struct json_node *json_tree_member(const struct json_node *object, const char *name)
{
    return node_of(json_object_get(value_of(object), name));
}

const struct json_node *json_tree_item(const struct json_node *array, size_t index)
{
    return node_of(json_array_get(value_of(array), index));
}

size_t json_tree_count(const struct json_node *array)
{
    return json_array_size(value_of(array));
}

const char *json_tree_text(const struct json_node *node, const char *otherwise)
{
    const char *text = json_string_value(value_of(node));
    return text ? text : otherwise;
}

bool json_tree_number(const struct json_node *node, double *number)
{
    if (!json_is_number(value_of(node)))
        return false;
    *number = json_number_value(value_of(node));
    return true;
}

void json_tree_each(const struct json_node *object,
                    void (*each)(void *context, const char *name, const struct json_node *value),
                    void *context)
{
    const char *name;
    json_t *value;
    json_object_foreach(value_of(object), name, value) each(context, name, node_of(value));
}
