/* SPDX-License-Identifier: MIT */
/* JSON files of ours, read back: a tree that is walked and never changed. */
#ifndef ASSAY_DATA_JSON_TREE_H
#define ASSAY_DATA_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/failure.h"

enum { JSON_FILE_MAX = 256 * 1024 * 1024 }; /* octets; a run of thousands of scenarios */

struct json_node; /* opaque; parts of a tree live as long as its root */

/* The root, to be given to json_tree_release; NULL with FAILURE_USAGE naming file, line and column.
 */
struct json_node *json_tree_read(const char *path, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* The same of a text that is there already; `name` and `line` are where it stands. */
struct json_node *json_tree_parse(const char *text, size_t length, const char *name, size_t line,
                                  struct failure *why) __attribute__((nonnull, warn_unused_result));
void json_tree_release(struct json_node *root);

enum node_kind {
    NODE_ABSENT = 0,
    NODE_NULL,
    NODE_TRUTH,
    NODE_NUMBER,
    NODE_TEXT,
    NODE_LIST,
    NODE_OBJECT
};

/* All of these take NULL for a node that is not there, and answer as for one of another kind. */
enum node_kind json_tree_kind(const struct json_node *node);
bool json_tree_is_true(const struct json_node *node);
const struct json_node *json_tree_member(const struct json_node *object, const char *name);
const struct json_node *json_tree_item(const struct json_node *array, size_t index);
size_t json_tree_count(const struct json_node *array); /* 0 if it is none */
const char *json_tree_text(const struct json_node *node, const char *otherwise);
bool json_tree_number(const struct json_node *node, double *number);

/* Calls `each` for every member of an object, in the order of the file. */
void json_tree_each(const struct json_node *object,
                    void (*each)(void *context, const char *name, const struct json_node *value),
                    void *context) __attribute__((nonnull(2)));

#endif
