/* SPDX-License-Identifier: MIT */
/* Writes JSON from top to bottom: a member or item a line, nested by two blanks, or all of it on
 * one line. Begin with json_pen_open and end with json_pen_close. Whether it could be written is
 * for ferror to say. */
#ifndef ASSAY_DATA_JSON_PEN_H
#define ASSAY_DATA_JSON_PEN_H

#include <stdbool.h>
#include <stdio.h>

struct json_pen {
    FILE *out; /* borrowed */
    int depth;
    bool comma;    /* one is due before what comes next */
    bool one_line; /* what comes next; may be changed in between */
};

/* `name`: of a member, or NULL for an item of a list and for the whole. */
void json_pen_open(struct json_pen *p, const char *name, char bracket) __attribute__((nonnull(1)));
void json_pen_close(struct json_pen *p, char bracket) __attribute__((nonnull));
/* `text` NULL: null. */
void json_pen_text(struct json_pen *p, const char *name, const char *text)
    __attribute__((nonnull(1)));
/* A finite one. */
void json_pen_number(struct json_pen *p, const char *name, double value)
    __attribute__((nonnull(1)));

/* What is JSON as it stands: false, 3, ["string", "number"]. */
void json_pen_raw(struct json_pen *p, const char *name, const char *json)
    __attribute__((nonnull(1, 3)));

/* A list of texts, ended by NULL. */
void json_pen_names(struct json_pen *p, const char *name, const char *const *names)
    __attribute__((nonnull(1, 3)));

#endif
