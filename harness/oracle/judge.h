/* SPDX-License-Identifier: MIT */
/* One check line against one measurement -> a verdict with both sides in words. Pure.
 */
#ifndef ASSAY_ORACLE_JUDGE_H
#define ASSAY_ORACLE_JUDGE_H

#include "oracle/verdict.h"
#include "scenario/check.h"

enum measured_kind {
    MEASURED_NOTHING = 0, /* no sample: inconclusive */
    MEASURED_MISSED,      /* what should have been measured did not happen: `text` says what did */
    MEASURED_ABSENT,      /* a field or JSON value that is not there */
    MEASURED_NUMBER,      /* in base units */
    MEASURED_TEXT,        /* octets */
    MEASURED_JSON,        /* canonical text; a JSON string also has its plain text in `plain` */
    MEASURED_STATE        /* one of enum check_state, with its words in `text` */
};

struct measured {
    enum measured_kind kind;
    double number;
    const char *text;  /* TEXT, JSON, STATE, MISSED */
    size_t length;     /* of text */
    const char *plain; /* JSON string without quotes and escapes, else NULL */
    enum check_state state;
    bool complete; /* TEXT of a body: all of it came */
    bool timely;   /* TEXT of a field: a date of the moment that it came in */
    bool related;  /* TEXT about calls: `before` or `overlaps` is true of them */
};

enum { JUDGEMENT_TEXT_MAX = 200 };

struct judgement {
    enum verdict verdict;
    char expected[JUDGEMENT_TEXT_MAX]; /* the right-hand side in words */
    char measured[JUDGEMENT_TEXT_MAX]; /* cut with "..." when longer */
};

/* The verdict: PASS, INCONCLUSIVE, or on a miss FAIL for an expect: and WARN for a should: line. */
struct judgement judge(const struct check *c, const struct measured *m) __attribute__((nonnull));

/* A number in base units as people write it in that unit: 1.3 ms, 64 KiB, 50 %. */
void judge_number_text(char *out, size_t size, double number, enum check_unit unit)
    __attribute__((nonnull));

#endif
