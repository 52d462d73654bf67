/* SPDX-License-Identifier: MIT */
/* Reading a YAML mapping by the word table: unknown keys, missing keys and values of the wrong kind
 * are complained of here, so that a reader of one word sees only what it can take.
 */
#ifndef ASSAY_SCENARIO_FORM_H
#define ASSAY_SCENARIO_FORM_H

#include <stdint.h>

#include "data/yaml.h"
#include "scenario/words.h"

/* A file that is being read. All borrowed. */
struct form {
    struct arena *arena; /* of the model that is built */
    struct complaints *complaints;
    const struct source *source;
};

/* Takes the value of one word. */
typedef void form_reader(void *context, const struct yaml_node *key, const struct yaml_node *value);

/* Reads `map`: for each key that is a word of `place` and whose value is of its kind,
 * readers[word](context, ...), in file order. Words without a reader are only checked. */
void form_read(struct form *f, enum word_place place, const struct yaml_node *map,
               form_reader *const readers[WORD_COUNT], void *context)
    __attribute__((nonnull(1, 3)));

/* One complaint at a place of this file. */
void form_wrong(struct form *f, struct place place, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
void form_warn(struct form *f, struct place place, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));

/* The sentence's end for a word that is not in `names`: "; did you mean 'x'?" or "". */
const char *form_hint(struct form *f, const char *word, const char *const *names)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The place of `length` octets at `offset` of a scalar's text. Exact for text that stands on one
 * line without YAML escapes, else the scalar's own place. */
struct place form_within(const struct yaml_node *scalar, size_t offset, size_t length)
    __attribute__((nonnull, warn_unused_result));

/* A scalar without NUL, or NULL after a complaint; `what` names it there. */
const char *form_text(struct form *f, const struct yaml_node *node, const char *what)
    __attribute__((nonnull, warn_unused_result));

/* A list of words. Items that are not in `names` (unless it is NULL) are complained of as unknown
 * `what` and left out. */
struct name_list form_names(struct form *f, const struct yaml_node *list, const char *what,
                            const char *const *names)
    __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* A duration; 0 after a complaint. */
int64_t form_duration(struct form *f, const struct yaml_node *key, const struct yaml_node *value)
    __attribute__((nonnull, warn_unused_result));

/* true or false; false after a complaint. */
bool form_bool(struct form *f, const struct yaml_node *key, const struct yaml_node *value)
    __attribute__((nonnull, warn_unused_result));

/* Which of `names`, ended by NULL, the value is; after a complaint the first. */
int form_choice(struct form *f, const struct yaml_node *key, const struct yaml_node *value,
                const char *const *names) __attribute__((nonnull, warn_unused_result));

/* `version: 1`. */
void form_version(struct form *f, const struct yaml_node *value) __attribute__((nonnull));

#endif
