/* SPDX-License-Identifier: MIT */
/*
 * The command line of the reference server as a struct. Knows the words, not what they do.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
    const char *host, *port, *engine, *docroot,
        *access_log; /* borrowed from argv; NULL if not given */
    uint64_t max_connections, drain_s, idle_s;
    bool no_keep_alive, admin, list_engines;
};

/* Fills the options in, defaults included. A bad command line is explained and ends the program
   with status 2, as --help and --version end it with 0. */
__attribute__((nonnull)) void options_parse(struct options *o, int argc, char **argv);

#endif
