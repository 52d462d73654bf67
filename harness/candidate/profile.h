/* SPDX-License-Identifier: MIT */
/* A candidate file: how a server is started, what it offers, what it is excused from.
 *
 * Texts marked "template" may hold {port} {docroot} {workdir} {bindir} {filedir}; every other brace
 * is itself. Without a candidate file the whole acceptance contract is required: profile_default.
 */
#ifndef ASSAY_CANDIDATE_PROFILE_H
#define ASSAY_CANDIDATE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/failure.h"
#include "base/memory.h"
#include "scenario/scenario.h"

enum profile_path {
    PATH_PING = 0,
    PATH_STATUS,
    PATH_USERS,
    PATH_ECHO,
    PATH_COUNTER,
    PATH_SLOW,
    PATH_BYTES,
    PATH_STATIC,
    PATH_COUNT
};

enum profile_signal { SIGNAL_STOP = 0, SIGNAL_GRACEFUL, SIGNAL_RELOAD, SIGNAL_COUNT };

enum profile_memcheck { MEMCHECK_JUDGED = 0, MEMCHECK_IGNORED, MEMCHECK_NO };

enum waiver_kind { WAIVE_CAPABILITY = 0, WAIVE_SCENARIO, WAIVE_STEP, WAIVE_CHECK };

struct waiver {
    enum waiver_kind kind;
    const char *name;   /* of the capability, scenario id, step, or the text of a check */
    const char *reason; /* compulsory */
};

struct profile_file {
    const char *path;    /* relative to the work folder, never above it */
    const char *content; /* template */
};

struct profile_setting {
    const char *name;
    const char *value; /* template */
};

struct profile {
    struct arena arena;
    const char *name;   /* stem of its file; NULL for the convention without one */
    const char *folder; /* of its file, absolute: {filedir}; "" without one */
    const char *title;
    const char *about;          /* "" if the file does not say */
    const char *const *command; /* templates, ended by NULL; NULL for the convention */
    size_t command_count;
    unsigned short port; /* 0: any free one */
    const struct profile_file *files;
    size_t file_count;
    const struct profile_setting *environment;
    size_t environment_count;
    const char *ready_path;            /* asked with GET until it is answered */
    int64_t ready_within;              /* ns */
    const char *signals[SIGNAL_COUNT]; /* "SIGTERM"; NULL for none */
    const char *paths[PATH_COUNT];
    struct name_list offers; /* extras beyond the acceptance contract */
    const struct waiver *waivers;
    size_t waiver_count;
    enum profile_memcheck memcheck;
};

/* What the placeholders of templates stand for. */
struct profile_values {
    const char *port, *docroot, *workdir, *bindir, *filedir;
};

/* The convention without a candidate file. */
void profile_default(struct profile *p) __attribute__((nonnull));

/* Reads a candidate file: `name` is a path if it holds a '/' or ends in .yaml, else
 * FOLDER/candidates/NAME.yaml. Mistakes go to `errors` and are added to *error_count. False with
 * FAILURE_USAGE (no such candidate; did you mean) or FAILURE_SCENARIO. profile_release ends it
 * either way. */
bool profile_load(struct profile *p, const char *name, const char *folder, FILE *errors,
                  unsigned *error_count, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* The same for one text instead of a file; false if it has errors. */
bool profile_parse(struct profile *p, const char *path, const char *text, size_t length,
                   FILE *errors, unsigned *error_count)
    __attribute__((nonnull, warn_unused_result));

void profile_release(struct profile *p) __attribute__((nonnull));

/* Appends the expansion of a template. */
void profile_expand(struct bytes *out, const char *template, const struct profile_values *values)
    __attribute__((nonnull));

/* The value of `paths.NAME` or `signals.NAME` in scenarios; NULL for other names and for a signal
 * that is none. */
const char *profile_variable(const struct profile *p, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* True if the candidate is judged on this capability: of the contract and not waived, or offered.
 */
bool profile_offers(const struct profile *p, const char *capability)
    __attribute__((nonnull, warn_unused_result));

/* The waiver for that name, or NULL. */
const struct waiver *profile_waiver(const struct profile *p, enum waiver_kind kind,
                                    const char *name) __attribute__((nonnull, warn_unused_result));

#endif
