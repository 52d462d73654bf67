/* SPDX-License-Identifier: MIT */
/* YAML files as a plain tree of nodes with places. The only room that knows the YAML library.
 *
 * The tree is a copy in the caller's arena: nothing has to be closed, texts may be kept. A subset
 * of YAML 1.2 on purpose: one document of valid UTF-8 up to 1 MiB, at most YAML_DEPTH_MAX deep, no
 * duplicate keys, anchors, aliases, merge keys, tags or directives. Each of these is complained of
 * with its place, so whoever holds a tree can rely on it.
 */
#ifndef ASSAY_DATA_YAML_H
#define ASSAY_DATA_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/failure.h"
#include "base/memory.h"
#include "data/complaints.h"

enum {
    YAML_OCTETS_MAX = 1024 * 1024, /* a scenario is a document that people read */
    YAML_DEPTH_MAX = 64,           /* the depth that the library guarantees */
    YAML_PAIRS_MAX = 1000          /* of one mapping: looking for duplicates is quadratic */
};

enum yaml_kind { YAML_SCALAR = 0, YAML_SEQUENCE, YAML_MAPPING };
enum yaml_style { YAML_PLAIN = 0, YAML_SINGLE_QUOTED, YAML_DOUBLE_QUOTED, YAML_BLOCK };

struct yaml_node {
    enum yaml_kind kind;
    enum yaml_style style; /* of a scalar */
    struct place place;    /* of a scalar's text; else of the first scalar inside */
    bool one_line;         /* the scalar begins and ends on the same line */
    bool cut_by_comment;   /* plain text followed by one space and `#`: probably cut */
    const char *text;      /* SCALAR: NUL-terminated, `length` octets; empty for nothing */
    size_t length;
    const struct yaml_node *items; /* SEQUENCE: `count` of them */
    const struct yaml_pair *pairs; /* MAPPING: `count` of them, in file order */
    size_t count;
};

struct yaml_pair {
    struct yaml_node key; /* always a scalar */
    struct yaml_node value;
};

struct yaml_file {
    struct source source;         /* for complaints about it */
    const struct yaml_node *root; /* never NULL after success */
};

/* Reads and parses the file at `path`. False if it cannot be read (*why is set) or is not what the
 * top of this file promises (complaints were made, *why is untouched). */
bool yaml_read(struct arena *a, struct yaml_file *file, const char *path, struct complaints *c,
               struct failure *why) __attribute__((nonnull, warn_unused_result));

/* The same for a text that is already there; `path` names it in complaints. */
bool yaml_parse(struct arena *a, struct yaml_file *file, const char *path, const char *text,
                size_t length, struct complaints *c) __attribute__((nonnull, warn_unused_result));

/* The value of a key of a mapping, or NULL (also if `node` is no mapping). */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
    __attribute__((nonnull, warn_unused_result));

/* True for a plain scalar without any text, which is what `key:` alone gives. */
bool yaml_is_nothing(const struct yaml_node *node) __attribute__((nonnull, warn_unused_result));

#endif
