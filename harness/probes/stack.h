/* SPDX-License-Identifier: MIT */
/* A stack as valgrind tells it, in XML or in plain text: frames in, lines for people and a key out.
 */
#ifndef ASSAY_PROBES_STACK_H
#define ASSAY_PROBES_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum {
    STACK_FRAMES_MAX = 16,        /* kept as text */
    STACK_TEXT_MAX = 1024 * 1024, /* octets of all frames */
    STACK_NAME_MAX = 256          /* of a function or a path; longer ones are cut */
};

/* Each is "" where valgrind does not know it. */
struct stack_frame {
    char function[STACK_NAME_MAX], file[STACK_NAME_MAX], object[STACK_NAME_MAX];
    char address[24], line[12];
};

struct stack {
    struct bytes text; /* one frame a line: `at function (file.c:12)` */
    unsigned frames;
    bool lost;    /* the last frame is in no program */
    uint64_t key; /* the same for the same frames, also in another run and the other format */
};

void stack_init(struct stack *s) __attribute__((nonnull));
/* Forgets all frames. */
void stack_clear(struct stack *s) __attribute__((nonnull));
/* The next outer frame. Where frames are guessed, as in a program without symbols, what follows may
 * be octets of the stack: of those that are in no program only the first is kept. */
void stack_add(struct stack *s, const struct stack_frame *f) __attribute__((nonnull));
/* The key of these frames in a record of that kind. */
uint64_t stack_key(const struct stack *s, const char *kind)
    __attribute__((nonnull, warn_unused_result));
void stack_release(struct stack *s) __attribute__((nonnull));

#endif
