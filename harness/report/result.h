/* SPDX-License-Identifier: MIT */
/* A finished run, as the conductor leaves it and every report reads it.
 *
 * Everything is borrowed from the arena of the run. Times are ns, verdicts are final.
 */
#ifndef ASSAY_REPORT_RESULT_H
#define ASSAY_REPORT_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oracle/verdict.h"

struct check_result {
    const char *step;     /* name of the step, or NULL for a check implicit in every scenario */
    unsigned step_number; /* 1-based; 0 for implicit ones */
    const char *text;     /* the check as written, or a sentence */
    enum verdict verdict;
    const char *expected, *measured; /* never NULL */
    const char *reason;              /* for skip and inconclusive; else NULL */
    const char *evidence; /* transcript, descriptor rows, last words: several lines; or NULL */
    unsigned samples;     /* how often it was judged (repeat) */
    const char *file;     /* the part that it stands in; NULL: the scenario's file */
    int line;             /* in that file; 0 for implicit ones */
    bool statistical;     /* another run may well measure something else */
    bool by_agreement;    /* memory that may be a runtime's: convicts if three processes agree */
};

struct metric_result {
    const char *name;
    double value;
};

struct load_second {
    unsigned number;        /* of measuring, from 0; one without any answer is left out */
    uint64_t answers;       /* good ones */
    uint64_t errors;        /* since the second before */
    uint64_t p50, p95, p99; /* latency, ns */
};

/* The candidate under load, about each second. */
struct load_look {
    int64_t at;   /* ns since the load began, warm-up and opening included */
    int64_t cpu;  /* ns that its processes have used since then */
    uint64_t rss; /* octets now */
    uint64_t threads, descriptors;
    /* The same by kind, of all its processes; -1 for a look at which there were too many. */
    int64_t sockets, files, others;
};

struct load_bucket {
    uint64_t most; /* ns; more than that of the one before */
    uint64_t count;
};

/* One load: its seconds, and histograms with a value known to 0.8 % of itself. Latency counts from
 * the planned moment, service from sending. */
struct load_figures {
    const char *step;
    unsigned step_number, connections;
    double rate; /* offered, per second; 0: as fast as it could */
    const struct load_second *seconds;
    size_t second_count;
    const struct load_look *looks;
    size_t look_count;
    const struct load_bucket *latency, *service;
    size_t latency_count, service_count;
};

/* What the candidate held after so many cycles of a churn or soak; -1 for what is not known. */
struct course_point {
    uint64_t cycles;
    int64_t live;      /* octets of heap in use, by the heap meter */
    int64_t anonymous; /* octets of anonymous memory */
    int64_t descriptors;
};

struct course_figures {
    const char *step;
    unsigned step_number;
    const struct course_point *points;
    size_t count;
};

/* Descriptors of one kind, in all processes: when the candidate was ready, and at rest when the
 * steps had been played for the first time. */
struct held_kind {
    const char *kind;
    unsigned before, after;
};

/* How far into a server that ran already a scenario could see. A pass of less than the whole is no
 * evidence for what it covers; nor is the failure of a server that never answered, but for its
 * start. */
enum reach {
    REACH_WHOLE = 0,
    REACH_NOT_ALL_CHECKS,
    REACH_NOT_ALL_STEPS,
    REACH_NOTHING,
    REACH_COUNT
};

struct scenario_result {
    const char *id, *title, *mode, *file;
    const char *const *covers;
    size_t cover_count;
    enum verdict verdict;
    bool is_case;  /* a raw case of a file, whose own audits are a scenario of their own */
    bool given_up; /* skipped because of what an earlier scenario came to */
    enum reach reach;
    const char *reason; /* why it was skipped or is an error; else NULL */
    int64_t duration;
    struct check_result *checks;
    size_t check_count, check_room;
    struct metric_result *metrics;
    size_t metric_count, metric_room;
    struct load_figures *loads;
    size_t load_count, load_room;
    struct course_figures *courses;
    size_t course_count, course_room;
    const struct held_kind *held;
    size_t held_count;
    const char *again; /* the command that repeats just this */
};

enum coverage { COVERED = 0, NOT_COVERED, JUDGED_ELSEWHERE, COVERAGE_COUNT };

struct requirement_result {
    const char *id, *title;
    enum coverage coverage;
    enum verdict verdict; /* for COVERED */
    const char **scenarios;
    size_t scenario_count;
};

struct run_result {
    const char *version;       /* of assay */
    const char *started;       /* wall clock, ISO 8601 */
    const char *candidate;     /* as the user named it */
    const char *profile;       /* name of the candidate file, or NULL */
    const char *program;       /* absolute path; NULL if it is not known */
    const char *digest;        /* SHA-256 of it, hex; or NULL if unreadable */
    const char *const *argv;   /* with placeholders, NULL-terminated; empty if it runs already */
    const char *url;           /* of a server that runs already; NULL: assay starts it */
    long pid;                  /* of its main process; 0 if nobody said */
    const char *const *limits; /* what is not judged of it: sentences, NULL-terminated */
    const char *system;        /* kernel and machine */
    long cpus;
    const char *network; /* "own": a new one for each candidate; "host" */
    uint64_t seed;
    int64_t duration;
    struct scenario_result *scenarios;
    size_t scenario_count;
    struct requirement_result *requirements;
    size_t requirement_count;
    const char *const *waivers; /* "scenario x: reason", sentences */
    size_t waiver_count;
    unsigned counts[VERDICT_COUNT];
    int signal;         /* that cut the run off, or 0 */
    const char *broken; /* why the harness could not go on, or NULL */
    bool unusable;      /* because what the user named is no program that this system can run */
    enum run_verdict verdict;
};

/* The heaviest verdict of its checks becomes its own. */
void result_sum_up(struct scenario_result *r) __attribute__((nonnull));

/* "whole", "not all steps": as run.json has them. */
const char *reach_name(enum reach r) __attribute__((returns_nonnull));
/* "not covered", "judged by make test"; NULL for COVERED, whose verdict says more. */
const char *coverage_name(enum coverage c);

/* The verdict on a requirement, as it is told: a warning is a pass, an error says nothing about the
 * candidate. */
enum verdict result_verdict_on(const struct requirement_result *q) __attribute__((nonnull));

/* The check that gave the scenario its verdict; NULL if none did. */
const struct check_result *result_decisive_check(const struct scenario_result *s)
    __attribute__((nonnull, warn_unused_result));

/* How often the scenario was played in its mode up to here, 1 for the first time. */
size_t result_play_number(const struct run_result *r, size_t index)
    __attribute__((nonnull, warn_unused_result));

/* True if the run was not accepted and no scenario in it is as bad as that: a list of scenarios
 * alone would look green. */
bool result_is_unexplained(const struct run_result *r) __attribute__((nonnull, warn_unused_result));

/* True if no earlier scenario of the run was played in the same mode: for reports that list modes.
 */
bool result_is_first_of_mode(const struct run_result *r, size_t index)
    __attribute__((nonnull, warn_unused_result));

#endif
