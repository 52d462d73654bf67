/* SPDX-License-Identifier: MIT */
/* What the parts of the compiler of check lines share. Inner door of check.c, check_*.c and
 * glossary.c.
 */
#ifndef ASSAY_SCENARIO_CHECK_PARTS_H
#define ASSAY_SCENARIO_CHECK_PARTS_H

#include "scenario/check.h"

/* A part of the line that is being compiled. */
struct span {
    const char *at;
    size_t length;
};

/* One compilation: where from, where to. */
struct compiler {
    struct arena *arena;
    const char *line;
    struct check *out;
    struct check_error *error;
};

enum value_kind { VALUE_WHOLE = 0, VALUE_TEXT, VALUE_JSON, VALUE_TIME, VALUE_TRUTH, VALUE_METRIC };

enum argument_kind { ARGUMENT_NONE = 0, ARGUMENT_FIELD, ARGUMENT_STUB, ARGUMENT_PROGRAM };

#define OPS_ORDER (1u << OP_LT | 1u << OP_LE | 1u << OP_GT | 1u << OP_GE)

/* What makes sense for a subject. */
struct subject_row {
    const char *word;
    enum argument_kind argument;
    enum value_kind value;
    unsigned operators, states; /* masks */
    const char *about;          /* one line */
    const char *example;
};

/* What may follow `is`. */
struct state_row {
    const char *word;
    enum check_state state;
    const char *about, *example;
};

const struct subject_row *check_row(enum subject_kind kind)
    __attribute__((returns_nonnull, warn_unused_result));

/* As it is written in a check line. */
const char *check_operator_word(enum check_operator op)
    __attribute__((returns_nonnull, warn_unused_result));

/* One line about it, and a check line with it. */
const char *check_operator_about(enum check_operator op, const char **example)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The table of states. */
const struct state_row *check_states(size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The operator that `word` is, or -1. */
int check_operator_of(struct span word) __attribute__((warn_unused_result));

/* The subject of this line in words, and a whole check with it. */
const char *check_subject_name(const struct subject *subject)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));
const char *check_example(const struct subject *subject)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Fills the error; always false. */
bool check_wrong(struct compiler *c, struct span where, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));

struct span span_trim(struct span s) __attribute__((warn_unused_result));
struct span span_first_word(struct span s) __attribute__((warn_unused_result));

/* What follows the first `length` octets, without spaces around it. */
struct span span_after(struct span s, size_t length) __attribute__((warn_unused_result));

bool span_is(struct span s, const char *word) __attribute__((nonnull, warn_unused_result));

/* True if `s` begins with `word` and a space or the end follows. */
bool span_begins(struct span s, const char *word) __attribute__((nonnull, warn_unused_result));

const char *span_copy(struct compiler *c, struct span s)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Subject and its argument; *rest is what follows, from the operator on. */
bool check_compile_subject(struct compiler *c, struct span line, bool has_operator,
                           struct subject *out, struct span *rest)
    __attribute__((nonnull, warn_unused_result));

/* The value at `where`, which may hold a variable. */
bool check_compile_value(struct compiler *c, struct span where, struct operand *o)
    __attribute__((nonnull, warn_unused_result));

/* Fills `o` from its text, which holds no variable any more. `written` has the quotes it had. */
bool check_read_value(struct compiler *c, struct span where, const char *written, struct operand *o)
    __attribute__((nonnull, warn_unused_result));

#endif
