/* SPDX-License-Identifier: MIT */
/*
 * Options, listen, engine, release all: the life of the server from top to bottom. Here the rooms
 * are put together: the site's entry goes into the connections' configuration.
 */
#include "engines/engine.h"
#include "handlers/site.h"

#include <argp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_BAD_OPTIONS = 2, SPARE_DESCRIPTORS = 64 };

const char *argp_program_version = "refserver " REFSERVER_VERSION;

/* What the processes of the server have in common, if an engine starts some. */
static struct common {
    struct tracker tracker;
    struct shared shared;
} * common;

static struct site site;
static struct service service = {
    .config = {.handle = site_handle, .site = &site, .max_requests = LIMIT_REQUESTS},
    .max_connections = LIMIT_CONNECTIONS,
};

/* What else the command line says, with its defaults. */
static const char *host = "127.0.0.1", *engine_name = "poll", *docroot = ".", *access_log;
static uint64_t port = 8080, idle_timeout = LIMIT_IDLE_MS / 1000,
                drain_timeout = LIMIT_DRAIN_MS / 1000;
static bool list_engines, no_keep_alive;

/* clang-format off */
static const struct row {
    const char *name, *argument;
    void *value; /* a bool without argument, a uint64_t if there is a most, else a const char * */
    uint64_t least, most;
    const char *story;
} rows[] = {
    {"port", "N", &port, 0, 65535, "listen on this port (8080; 0 picks one)"},
    {"host", "ADDR", &host, 0, 0, "listen on this address (127.0.0.1)"},
    {"engine", "NAME", &engine_name, 0, 0, "serve with this engine (poll)"},
    {"list-engines", NULL, &list_engines, 0, 0, "name the engines and exit"},
    {"docroot", "DIR", &docroot, 0, 0, "files of /static (.)"},
    {"max-connections", "N", &service.max_connections, 1, 1000000,
     "at most so many at once (1024): then the one idle longest is closed, or newcomers wait"},
    {"max-requests", "N", &service.config.max_requests, 1, UINT32_MAX,
     "of one connection, which is closed then (1000000)"},
    {"no-keep-alive", NULL, &no_keep_alive, 0, 0, "one request per connection"},
    {"idle-timeout", "S", &idle_timeout, 1, 86400, "seconds that a connection may be idle (60)"},
    {"drain-timeout", "S", &drain_timeout, 0, 86400,
     "seconds for requests in flight at a graceful stop (10)"},
    {"admin", NULL, &site.admin, 0, 0, "offer /api/admin to this host"},
    {"access-log", "FILE", &access_log, 0, 0, "one line per request; - is standard output"},
};
/* clang-format on */

enum { ROWS = sizeof rows / sizeof rows[0], FIRST_KEY = 0x100 };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    if (key == ARGP_KEY_ARG)
        argp_error(state, "no argument is taken: '%s'", argument);
    if (key < FIRST_KEY || key >= FIRST_KEY + ROWS)
        return ARGP_ERR_UNKNOWN;
    const struct row *row = &rows[key - FIRST_KEY];
    uint64_t number = 0;
    if (argument == NULL)
        *(bool *)row->value = true;
    else if (row->most == 0)
        *(const char **)row->value = argument;
    else if (span_number(span_of(argument), &number) && number >= row->least && number <= row->most)
        *(uint64_t *)row->value = number;
    else
        argp_error(state, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'",
                   row->name, row->least, row->most, argument);
    return 0;
}

/* A bad command line is explained and ends the program, as --help and --version do. */
static void parse_options(int argc, char **argv)
{
    struct argp_option table[ROWS + 1] = {{.name = NULL}};
    const struct argp argp = {
        .options = table,
        .parser = parse_option,
        .doc = "A minimal HTTP/1.1 reference server.\vPaths: /api/status, /api/test, /api/users, "
               "/api/counter, /api/echo, /api/slow?ms=N, /api/work?us=N, /api/bytes/N, "
               "/api/answer/N, /photo/OWNER/N, /cache/KEY, /static/PATH. SIGTERM stops it "
               "gracefully, a second one at once.",
    };
    for (int i = 0; i < ROWS; i++)
        table[i] = (struct argp_option){
            rows[i].name, FIRST_KEY + i, rows[i].argument, 0, rows[i].story, 0};
    argp_err_exit_status = EXIT_BAD_OPTIONS;
    argp_parse(&argp, argc, argv, 0, NULL, NULL);
}

/* A connection takes one descriptor and perhaps a file; what the system does not grant is met at
   run time as EMFILE, which is an ordinary event. So is what the engine cannot use. */
static void set_descriptor_limit(void)
{
    struct rlimit limit;
    rlim_t most = service.engine->descriptors;
    rlim_t wanted = (rlim_t)(service.max_connections * 2 + SPARE_DESCRIPTORS);
    if (most != 0) {
        service.max_connections = earlier(service.max_connections, most - SPARE_DESCRIPTORS);
        wanted = most;
    }
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && (limit.rlim_cur < wanted || most != 0)) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int fail(int status, const char *why)
{
    fprintf(stderr, "refserver: %s\n", why);
    return status;
}

static int serve(int signals)
{
    char text[LIMIT_WHY];
    service.listener = listen_open(host, (unsigned)port, text);
    if (service.listener == -1)
        return fail(EXIT_FAILURE, text);
    tracker_open(&common->tracker, TRACKED_SOCKETS);
    printf("listening on http://%s\n", text);
    fflush(stdout);
    service.drain_ms = drain_timeout * 1000;
    service.news[0] = service.news[1] = signals;
    service.config.idle_ms = idle_timeout * 1000;
    return engine_run(&service) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool share(void)
{
    common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (common == MAP_FAILED)
        return false;
    site.tracker = service.tracker = &common->tracker;
    site.shared = &common->shared;
    service.config.keep_alive = &common->shared.keep_alive;
    common->shared.keep_alive = !no_keep_alive;
    return true;
}

static int run(void)
{
    char text[LIMIT_WHY];
    site.started_ms = clock_now().ms;
    if (getrandom(&site.seed, sizeof site.seed, GRND_NONBLOCK) != (ssize_t)sizeof site.seed)
        site.seed = site.started_ms; /* ids need to differ, not to be secret */
    tzset();                         /* the calendar reads its table once, not in every process */
    int signals = signals_open();
    if (signals == -1 || !share()) {
        perror("refserver: cannot start");
        return EXIT_FAILURE;
    }
    if (!site_open(&site, docroot, access_log, text)) {
        close(signals);
        return fail(EXIT_BAD_OPTIONS, text);
    }
    int status = serve(signals);
    close(signals);
    site_close(&site);
    tracker_text(&common->tracker, text);
    puts(text);
    return tracker_is_empty(&common->tracker) ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    char why[LIMIT_WHY];
    parse_options(argc, argv);
    for (const struct engine *e = engines; list_engines && e->name != NULL; e++)
        printf("%-14s %s\n", e->name, e->story);
    if (list_engines)
        return EXIT_SUCCESS;
    service.engine = engine_find(engine_name, why);
    if (service.engine == NULL)
        return fail(EXIT_BAD_OPTIONS, why);
    set_descriptor_limit();
    return run();
}
