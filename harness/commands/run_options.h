/* SPDX-License-Identifier: MIT */
/* The command line of `assay run`. */
#ifndef ASSAY_COMMANDS_RUN_OPTIONS_H
#define ASSAY_COMMANDS_RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "commands/report_files.h"
#include "run/run.h"
#include "scenario/scenario.h"

enum { PATHS_MAX = 64 };

struct run_options {
    const char *candidate;        /* -c, or NULL */
    const char *const *argv;      /* after --; NULL-terminated; NULL if there is none */
    const char *url;              /* of a server that runs already, or NULL */
    pid_t pid;                    /* of its main process; 0: not said */
    const char *paths[PATHS_MAX]; /* SCENARIO|DIR; none: the acceptance scenarios */
    size_t path_count;
    const char *only, *skip, *tag, *requirements;
    const char *reports; /* folder */
    struct report_choice choice;
    const char *user; /* as whom the server runs, or NULL */
    enum { NETWORK_OWN_IF_PERMITTED = 0, NETWORK_OWN, NETWORK_HOST } network;
    bool modes[MODE_COUNT];
    uint64_t seed;
    double scale;
    int64_t bound;    /* ns that a soak claims; 0: what the scenario says */
    int64_t duration; /* ns for which a soak really lasts; 0: it does not */
    double max_time;  /* s; 0: no limit */
    unsigned repeat, at_once;
    bool fail_fast, dry_run, json, strict;
    bool seed_given, modes_given; /* else the default */
    bool rerun;                   /* only what did not pass in the last run of `reports` */
    int verbosity;
    enum run_client load_client;
    enum { COLOUR_AUTO = 0, COLOUR_ALWAYS, COLOUR_NEVER } colour;
};

/* Ends the program with status 2 and a sentence on a wrong command line, and with 0 after --help.
 */
void run_options_parse(struct run_options *o, int argc, char **argv) __attribute__((nonnull));

#endif
