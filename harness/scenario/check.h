/* SPDX-License-Identifier: MIT */
/* A check line, compiled: SUBJECT OPERATOR VALUE [UNIT].
 *
 * Types only, plus the compiler from text. This header is the one door through which the oracle
 * sees a scenario: it judges a `struct check` against what was measured and knows nothing of YAML.
 * Numbers with a unit are kept in base units: nanoseconds, octets, fractions of one, per second.
 */
#ifndef ASSAY_SCENARIO_CHECK_H
#define ASSAY_SCENARIO_CHECK_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "scenario/variables.h"

enum { CHECK_LENGTH_MAX = 1000 }; /* octets of a line: a check is one line of text */

enum subject_kind {
    SUBJECT_STATUS = 0, /* number: the status code of the response */
    SUBJECT_HEADER,     /* text: field NAME, repeated ones joined in order with ", "; or absent */
    SUBJECT_TRAILER,    /* the same of a field behind a chunked body */
    SUBJECT_BODY,       /* octets of the content */
    SUBJECT_JSON,       /* JSON: first output of a jq program over the content */
    SUBJECT_ELAPSED,    /* ns: from the first octet sent to the last octet of the response */
    SUBJECT_CLOSED,     /* ns until the peer closed: `closed within 1s`, `closed == false` */
    SUBJECT_RESET,      /* true or false: the connection ended by a reset */
    SUBJECT_CONNECT,    /* state: accepted, refused, timed out */
    SUBJECT_EXIT_CODE,  /* number; 128 + n when signal n ended the candidate */
    SUBJECT_CALL,       /* number: how often stub NAME was called; `before`, `overlaps` another */
    SUBJECT_LAST_LINE,  /* text: the last line the candidate wrote on stdout */
    SUBJECT_METRIC,     /* number: a metric of scenario/metrics.h */
    SUBJECT_COUNT
};

enum check_operator {
    OP_EQ = 0,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_MATCHES,
    OP_NOT_MATCHES,
    OP_IN,
    OP_IS,
    OP_CONTAINS,
    OP_WITHIN,
    OP_BEFORE,
    OP_OVERLAPS,
    OP_COUNT
};

enum check_unit {
    UNIT_NONE = 0,
    UNIT_US,
    UNIT_MS,
    UNIT_S,
    UNIT_B,
    UNIT_KIB,
    UNIT_MIB,
    UNIT_PERCENT,
    UNIT_PER_S,
    UNIT_COUNT
};

/* What `is` can be followed by. */
enum check_state {
    STATE_NONE = 0,
    STATE_EMPTY,
    STATE_NOT_EMPTY,
    STATE_COMPLETE,
    STATE_ABSENT,
    STATE_PRESENT,
    STATE_REFUSED,
    STATE_ACCEPTED,
    STATE_CANCELLED,
    STATE_NOT_STALE,
    STATE_COUNT
};

struct subject {
    enum subject_kind kind;
    const char *argument; /* field name, jq program, stub or metric name; NULL for the others */
};

struct operand {
    const char *text; /* as written, quotes removed; may hold ${name}; true and false stay text */
    bool is_number;   /* `number` is meaningful, in base units */
    double number;
    const char *json; /* canonical JSON if the text parses as JSON (json subject), else NULL */
};

struct check {
    const char *text; /* the line as written, for reports */
    int line, column; /* place in its file, 1-based */
    bool must;        /* from expect: (a miss fails); false from should: (a miss warns) */
    struct subject subject;
    enum check_operator op;
    enum check_state state;       /* for OP_IS */
    enum check_unit unit;         /* as written, so that a report answers in the same unit */
    const struct operand *values; /* one, or several for OP_IN; none for OP_IS */
    size_t value_count;
    const regex_t *regex; /* for OP_MATCHES, OP_NOT_MATCHES; compiled unless it has ${ */
    bool has_variable;    /* a value holds ${name}: expand before judging */
};

/* Where in a check line the mistake is: offset in octets from its start, and a sentence with a
 * hint. */
struct check_error {
    size_t offset, length;
    char sentence[256];
};

/* Compiles `line` (NUL-terminated, valid UTF-8) into `out`; everything it points to lives in `a`
 * (regexes are freed by check_release). `404` alone means `status == 404`.
 * False, with *error filled, if it is no check. */
bool check_compile(struct arena *a, const char *line, bool must, struct check *out,
                   struct check_error *error) __attribute__((nonnull, warn_unused_result));

/* The same subject syntax alone, as capture: uses it (`header Location`, `json .id`). */
bool check_subject(struct arena *a, const char *text, struct subject *out,
                   struct check_error *error) __attribute__((nonnull, warn_unused_result));

/* For a check with has_variable: the same with its values expanded and its regex compiled, in
 * `out`, which lives in `a`. Judge that one, then check_release it. False, with a sentence, if a
 * name has no value or if what came out is no value for this subject. */
bool check_expand(struct arena *a, const struct check *c, variables_lookup *lookup, void *context,
                  struct check *out, struct check_error *error)
    __attribute__((nonnull(1, 2, 3, 5, 6), warn_unused_result));

/* The subject in the words of a check line: "header Location", "exit code". */
const char *subject_word(enum subject_kind kind) __attribute__((returns_nonnull));

void check_release(struct check *c) __attribute__((nonnull));

#endif
