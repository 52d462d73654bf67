/* SPDX-License-Identifier: MIT */
/*
 * The command line of the reference server as a struct. Knows the words, not what they do.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

enum text_option { TEXT_HOST = 0, TEXT_ENGINE, TEXT_DOCROOT, TEXT_ACCESS_LOG, TEXT_COUNT };

enum number_option {
    NUMBER_PORT = 0,
    NUMBER_MAX_CONNECTIONS,
    NUMBER_MAX_REQUESTS,
    NUMBER_IDLE_TIMEOUT,
    NUMBER_DRAIN_TIMEOUT,
    NUMBER_NO_KEEP_ALIVE, /* switches: 0 or 1 */
    NUMBER_ADMIN,
    NUMBER_LIST_ENGINES,
    NUMBER_COUNT,
};

struct options {
    const char *text[TEXT_COUNT]; /* borrowed from argv; NULL if not given and without default */
    uint64_t number[NUMBER_COUNT];
};

/* Fills the options in, defaults included. A bad command line is explained and ends the program
   with status 2, as --help and --version end it with 0. */
__attribute__((nonnull)) void options_parse(struct options *o, int argc, char **argv);

#endif
