/* SPDX-License-Identifier: MIT */
/* The members of run.json, each with its type, its meaning and where a run_result keeps it. The
 * reader of run.json and the schema that is shipped are both made from this table; report/runfile.c
 * writes what it says.
 */
#ifndef ASSAY_COMMANDS_RUN_FIELDS_H
#define ASSAY_COMMANDS_RUN_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#define RUN_SCHEMA "assay-run/1"

/* An object of run.json. Candidate and host are objects there and not in a run_result. */
enum run_part {
    PART_RUN = 0,
    PART_CANDIDATE,
    PART_HOST,
    PART_SCENARIO,
    PART_CHECK,
    PART_LOAD,
    PART_SECOND,
    PART_LOOK,
    PART_COURSE,
    PART_POINT,
    PART_HELD,
    PART_REQUIREMENT,
    PART_COUNT
};

/* What a member is in the file -> in the struct. */
enum field_shape {
    FIELD_SCHEMA = 0,   /* RUN_SCHEMA -> nothing */
    FIELD_TEXT,         /* -> const char * */
    FIELD_TEXT_OR_NULL, /* -> const char *, NULL for null */
    FIELD_TRUTH,        /* -> bool */
    FIELD_UNSIGNED,     /* whole number from 0 -> unsigned */
    FIELD_INT,          /* -> int */
    FIELD_LONG,         /* -> long */
    FIELD_UINT64,       /* -> uint64_t, up to 2^53 */
    FIELD_INT64,        /* -> int64_t, the same */
    FIELD_KNOWN,        /* -> int64_t, the same, or -1 for what is not known */
    FIELD_NUMBER,       /* -> double */
    FIELD_SECONDS,      /* -> int64_t, ns */
    FIELD_VERDICT,      /* -> enum verdict */
    FIELD_RUN_VERDICT,  /* -> enum run_verdict */
    FIELD_REACH,        /* -> enum reach */
    FIELD_COVERAGE,     /* verdict or coverage of a requirement -> both, in the struct itself */
    FIELD_TEXTS,        /* list of texts -> const char **, ended by NULL, and count */
    FIELD_COUNTS,       /* object, a number for each verdict -> unsigned [VERDICT_COUNT] */
    FIELD_METRICS,      /* object of numbers -> struct metric_result *, count */
    FIELD_BUCKETS,      /* list of pairs -> struct load_bucket *, count */
    FIELD_PART,         /* object -> the struct itself, by the rows of `holds` */
    FIELD_PARTS,        /* list of objects -> array of structs, count */
    FIELD_SHAPES
};

struct run_field {
    const char *name, *about;
    size_t at, count_at; /* offsets; count_at FIELD_NOWHERE: nothing counts them */
    enum run_part part;  /* the object that it is a member of */
    enum field_shape shape;
    enum run_part holds; /* for FIELD_PART and FIELD_PARTS */
    bool may_lack;       /* left out where it says nothing */
};

#define FIELD_NOWHERE ((size_t)-1)

/* All rows, those of a part in the order of the file. */
const struct run_field *run_fields(size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Octets of the struct that an item of this part fills. */
size_t run_part_size(enum run_part part);

/* The words that stand for an enum's values, by number: from 0 below VERDICT_COUNT, RUN_COUNT,
 * REACH_COUNT; those of a requirement are the verdicts and then COVERAGE_COUNT more, NULL for
 * the one that has a verdict in its place. */
const char *run_field_verdict(int i) __attribute__((returns_nonnull));
const char *run_field_run_verdict(int i) __attribute__((returns_nonnull));
const char *run_field_reach(int i) __attribute__((returns_nonnull));
const char *run_field_coverage(int i);

/* "scenario", "check": for messages and the schema. */
const char *run_part_name(enum run_part part) __attribute__((returns_nonnull));

#endif
