/* SPDX-License-Identifier: MIT */
/*
 * Options, listen, engine, release all: the life of the server from top to bottom. Here the rooms
 * are put together: the site's entry goes into the connections' configuration. Exit status: 0 a
 * graceful stop, 1 a failure or a stop that cut requests off or leaked, 2 bad options.
 */
#include "engines/engine.h"
#include "engines/listen.h"
#include "engines/signals.h"
#include "engines/step.h"
#include "handlers/site.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

enum { EXIT_BAD_OPTIONS = 2, WHY_ROOM = 512, SPARE_DESCRIPTORS = 64 };

static int list_engines(void)
{
    for (size_t i = 0; engine_at(i) != NULL; i++)
        printf("%-8s %s\n", engine_at(i)->name, engine_at(i)->story);
    return EXIT_SUCCESS;
}

/* A connection takes one descriptor and perhaps a file; what the system does not grant is met at
   run time as EMFILE, which is an ordinary event. */
static void raise_descriptor_limit(uint64_t connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)(connections * 2 + SPARE_DESCRIPTORS);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static uint64_t random_seed(struct instant now)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = now.ms; /* ids need to differ, not to be secret */
    return seed;
}

static bool open_site(struct site *site, struct tracker *t, const struct options *o)
{
    char why[WHY_ROOM];
    struct instant now = step_now();
    struct site_options site_options = {.docroot = o->text[TEXT_DOCROOT],
                                        .access_log = o->text[TEXT_ACCESS_LOG],
                                        .admin = o->number[NUMBER_ADMIN] != 0,
                                        .keep_alive = o->number[NUMBER_NO_KEEP_ALIVE] == 0,
                                        .seed = random_seed(now),
                                        .now_ms = now.ms};
    bool opened = site_init(site, t, &site_options, why, sizeof why);
    if (!opened)
        fprintf(stderr, "refserver: %s\n", why);
    return opened;
}

static int open_listener(struct tracker *t, const struct options *o)
{
    char why[WHY_ROOM];
    char address[ADDRESS_ROOM];
    int listener =
        listen_open(o->text[TEXT_HOST], (unsigned)o->number[NUMBER_PORT], why, sizeof why);
    if (listener == -1) {
        fprintf(stderr, "refserver: %s\n", why);
        return -1;
    }
    tracker_socket_opened(t);
    listen_text(listener, address);
    printf("listening on http://%s\n", address);
    fflush(stdout);
    return listener;
}

static enum engine_end serve(const struct engine *engine, struct site *site, int signals,
                             const struct options *o)
{
    int listener = open_listener(site->tracker, o);
    struct engine_setup setup = {
        .listener = listener,
        .signals = signals,
        .tracker = site->tracker,
        .config = {.handle = site_handle,
                   .site = site,
                   .keep_alive = &site->keep_alive,
                   .idle_ms = o->number[NUMBER_IDLE_TIMEOUT] * 1000,
                   .max_requests = o->number[NUMBER_MAX_REQUESTS]},
        .max_connections = o->number[NUMBER_MAX_CONNECTIONS],
        .drain_ms = o->number[NUMBER_DRAIN_TIMEOUT] * 1000,
    };
    return listener != -1 ? engine->run(&setup) : ENGINE_FAILED;
}

static int report(const struct tracker *t, enum engine_end end)
{
    char text[TRACKER_TEXT_ROOM];
    tracker_text(t, text);
    printf("%s\n", text);
    fflush(stdout);
    return end == ENGINE_FINISHED && tracker_is_empty(t) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run(const struct engine *engine, const struct options *o)
{
    struct tracker tracker;
    struct site site;
    tracker_init(&tracker);
    int signals = signals_open();
    if (signals == -1) {
        perror("refserver: signalfd");
        return EXIT_FAILURE;
    }
    if (!open_site(&site, &tracker, o)) {
        close(signals);
        return EXIT_BAD_OPTIONS;
    }
    enum engine_end end = serve(engine, &site, signals, o);
    site_release(&site);
    close(signals);
    return report(&tracker, end);
}

int main(int argc, char **argv)
{
    struct options o;
    options_parse(&o, argc, argv);
    if (o.number[NUMBER_LIST_ENGINES] != 0)
        return list_engines();
    const struct engine *engine = engine_find(o.text[TEXT_ENGINE]);
    if (engine == NULL) {
        fprintf(stderr, "refserver: no engine is called '%s'; see --list-engines\n",
                o.text[TEXT_ENGINE]);
        return EXIT_BAD_OPTIONS;
    }
    raise_descriptor_limit(o.number[NUMBER_MAX_CONNECTIONS]);
    return run(engine, &o);
}
