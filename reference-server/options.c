/* SPDX-License-Identifier: MIT */
/*
 * argp's table of options and the bounds of their numbers.
 */
#include "options.h"

#include "http/limits.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "refserver " REFSERVER_VERSION;

enum { KEY_TEXT = 0x100, KEY_NUMBER = 0x200, KEY_SWITCH = 0x300 }; /* and the option's number */

/* clang-format off */
static const struct argp_option table[] = {
    {"port", KEY_NUMBER + NUMBER_PORT, "N", 0, "listen on this port (8080; 0 picks one)", 0},
    {"host", KEY_TEXT + TEXT_HOST, "ADDR", 0, "listen on this address (127.0.0.1)", 0},
    {"engine", KEY_TEXT + TEXT_ENGINE, "NAME", 0, "serve with this engine (poll)", 0},
    {"list-engines", KEY_SWITCH + NUMBER_LIST_ENGINES, NULL, 0, "name the engines and exit", 0},
    {"docroot", KEY_TEXT + TEXT_DOCROOT, "DIR", 0, "files of /static (.)", 0},
    {"max-connections", KEY_NUMBER + NUMBER_MAX_CONNECTIONS, "N", 0,
     "at most so many at once (1024): then the one idle longest is closed, or newcomers wait", 0},
    {"max-requests", KEY_NUMBER + NUMBER_MAX_REQUESTS, "N", 0,
     "of one connection, which is closed then (1000000)", 0},
    {"no-keep-alive", KEY_SWITCH + NUMBER_NO_KEEP_ALIVE, NULL, 0, "one request per connection", 0},
    {"idle-timeout", KEY_NUMBER + NUMBER_IDLE_TIMEOUT, "S", 0,
     "seconds that a connection may be idle (60)", 0},
    {"drain-timeout", KEY_NUMBER + NUMBER_DRAIN_TIMEOUT, "S", 0,
     "seconds for requests in flight at a graceful stop (10)", 0},
    {"admin", KEY_SWITCH + NUMBER_ADMIN, NULL, 0, "offer /api/admin to this host", 0},
    {"access-log", KEY_TEXT + TEXT_ACCESS_LOG, "FILE", 0,
     "one line per request; - is standard output", 0},
    {0},
};
/* clang-format on */

static const struct {
    const char *name;
    uint64_t least, most;
} bounds[NUMBER_COUNT] = {
    [NUMBER_PORT] = {"port", 0, 65535},
    [NUMBER_MAX_CONNECTIONS] = {"max-connections", 1, 1000000},
    [NUMBER_MAX_REQUESTS] = {"max-requests", 1, UINT32_MAX},
    [NUMBER_IDLE_TIMEOUT] = {"idle-timeout", 1, 86400},
    [NUMBER_DRAIN_TIMEOUT] = {"drain-timeout", 0, 86400},
};

/* Digits only: strtoull alone would take signs, blanks and whatever follows. */
static uint64_t number(struct argp_state *state, unsigned which, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    uint64_t value = strtoull(text, NULL, 10); /* saturates, which is out of bounds here */
    if (digits == 0 || text[digits] != '\0' || value < bounds[which].least ||
        value > bounds[which].most)
        argp_error(state, "--%s takes a number from %llu to %llu, not '%s'", bounds[which].name,
                   (unsigned long long)bounds[which].least, (unsigned long long)bounds[which].most,
                   text);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    unsigned which = (unsigned)key & 0xff;
    if (key == ARGP_KEY_ARG)
        argp_error(state, "no argument is taken: '%s'", arg);
    switch (key & ~0xff) {
    case KEY_TEXT: o->text[which] = arg; return 0;
    case KEY_NUMBER: o->number[which] = number(state, which, arg); return 0;
    case KEY_SWITCH: o->number[which] = 1; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

void options_parse(struct options *o, int argc, char **argv)
{
    static const struct argp argp = {
        .options = table,
        .parser = parse,
        .doc = "A minimal HTTP/1.1 reference server.\vPaths: /api/status, /api/test, /api/users, "
               "/api/counter, /api/echo, /api/slow?ms=N, /api/bytes/N, /static/PATH. SIGTERM stops "
               "it gracefully, a second one at once.",
    };
    *o = (struct options){.text = {[TEXT_HOST] = "127.0.0.1", [TEXT_DOCROOT] = "."},
                          .number = {[NUMBER_PORT] = 8080,
                                     [NUMBER_MAX_CONNECTIONS] = LIMIT_CONNECTIONS,
                                     [NUMBER_MAX_REQUESTS] = LIMIT_REQUESTS,
                                     [NUMBER_IDLE_TIMEOUT] = LIMIT_IDLE_MS / 1000,
                                     [NUMBER_DRAIN_TIMEOUT] = LIMIT_DRAIN_MS / 1000}};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, o);
}
