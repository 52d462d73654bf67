/* SPDX-License-Identifier: MIT */
/*
 * argp's table of options and the bounds of their numbers.
 */
#include "options.h"

#include "http/limits.h"
#include "version.h"

#include <argp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "refserver " REFSERVER_VERSION;

enum key {
    KEY_PORT = 0x100,
    KEY_HOST,
    KEY_ENGINE,
    KEY_DOCROOT,
    KEY_MAX_CONNECTIONS,
    KEY_NO_KEEP_ALIVE,
    KEY_DRAIN_TIMEOUT,
    KEY_IDLE_TIMEOUT,
    KEY_ADMIN,
    KEY_ACCESS_LOG,
    KEY_LIST_ENGINES,
};

static const struct argp_option table[] = {
    {.name = "port", .key = KEY_PORT, .arg = "N", .doc = "listen on this port (8080; 0 picks one)"},
    {.name = "host", .key = KEY_HOST, .arg = "ADDR", .doc = "listen on this address (127.0.0.1)"},
    {.name = "engine", .key = KEY_ENGINE, .arg = "NAME", .doc = "serve with this engine (poll)"},
    {.name = "docroot", .key = KEY_DOCROOT, .arg = "DIR", .doc = "files of /static (.)"},
    {.name = "max-connections",
     .key = KEY_MAX_CONNECTIONS,
     .arg = "N",
     .doc = "at most so many at once, others wait (1024)"},
    {.name = "no-keep-alive", .key = KEY_NO_KEEP_ALIVE, .doc = "one request per connection"},
    {.name = "drain-timeout",
     .key = KEY_DRAIN_TIMEOUT,
     .arg = "S",
     .doc = "seconds for requests in flight at a graceful stop (10)"},
    {.name = "idle-timeout",
     .key = KEY_IDLE_TIMEOUT,
     .arg = "S",
     .doc = "seconds that a connection may be idle (60)"},
    {.name = "admin", .key = KEY_ADMIN, .doc = "offer /api/admin to this host"},
    {.name = "access-log",
     .key = KEY_ACCESS_LOG,
     .arg = "FILE",
     .doc = "one line per request; - is standard output"},
    {.name = "list-engines", .key = KEY_LIST_ENGINES, .doc = "name the engines and exit"},
    {.name = NULL},
};

/* Digits only: strtoull alone would take signs, blanks and whatever follows. */
static uint64_t number(struct argp_state *state, const char *name, const char *text, uint64_t least,
                       uint64_t most)
{
    size_t digits = strspn(text, "0123456789");
    uint64_t value = strtoull(text, NULL, 10); /* saturates, which is out of bounds here */
    if (digits == 0 || text[digits] != '\0' || value < least || value > most)
        argp_error(state, "--%s takes a number from %llu to %llu, not '%s'", name,
                   (unsigned long long)least, (unsigned long long)most, text);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_PORT:
        (void)number(state, "port", arg, 0, 65535);
        o->port = arg;
        break;
    case KEY_HOST: o->host = arg; break;
    case KEY_ENGINE: o->engine = arg; break;
    case KEY_DOCROOT: o->docroot = arg; break;
    case KEY_MAX_CONNECTIONS:
        o->max_connections = number(state, "max-connections", arg, 1, 1000000);
        break;
    case KEY_NO_KEEP_ALIVE: o->no_keep_alive = true; break;
    case KEY_DRAIN_TIMEOUT: o->drain_s = number(state, "drain-timeout", arg, 0, 86400); break;
    case KEY_IDLE_TIMEOUT: o->idle_s = number(state, "idle-timeout", arg, 1, 86400); break;
    case KEY_ADMIN: o->admin = true; break;
    case KEY_ACCESS_LOG: o->access_log = arg; break;
    case KEY_LIST_ENGINES: o->list_engines = true; break;
    case ARGP_KEY_ARG: argp_error(state, "no argument is taken: '%s'", arg); break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
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
    *o = (struct options){.host = "127.0.0.1",
                          .port = "8080",
                          .docroot = ".",
                          .max_connections = 1024,
                          .drain_s = 10,
                          .idle_s = LIMIT_IDLE_MS / 1000};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, o);
}
