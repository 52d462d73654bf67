/* SPDX-License-Identifier: MIT */
/*
 * The door of the room that performs the I/O: one thread serves all connections, and a system call
 * tells it who is ready. It moves octets and time between descriptors and connections and knows
 * nothing of HTTP beyond http/conn.h.
 */
#ifndef ENGINES_ENGINE_H
#define ENGINES_ENGINE_H

#include "http/conn.h"
#include "resources.h"

struct engine {
    const char *name;
    const char *story; /* one line for --list-engines */
    bool epoll;        /* waits with epoll(7), else with poll(2) */
};

extern const struct engine engines[]; /* ends with a null name; the first is the default */

/* NULL if there is no engine of that name; a null name asks for the default. */
const struct engine *engine_find(const char *name);

enum engine_end {
    ENGINE_FINISHED = 0, /* stopped by a signal, every request answered */
    ENGINE_CUT_OFF,      /* stopped, but requests had to be cut off */
    ENGINE_FAILED,       /* could not start; a message has been written to stderr */
};

struct engine_setup {
    const struct engine *engine;
    int listener;              /* tracked; owned from engine_run on, which closes it to drain */
    int signals;               /* borrowed, from signals_open */
    struct tracker *tracker;   /* borrowed */
    struct conn_config config; /* complete but for the pools, which are the engine's */
    size_t max_connections;
    uint64_t drain_ms; /* how long a graceful stop may take */
};

/* Serves until a stop signal; everything that it opened is closed when it returns. */
NONNULL enum engine_end engine_run(const struct engine_setup *setup);

/* A non-blocking listener (the caller's) and its address, such as "127.0.0.1:8080" or "[::1]:80";
   port 0 picks a free one. -1: `text` is a sentence with the address and a remedy. */
NONNULL CHECKED int listen_open(const char *host, unsigned port, char text[LIMIT_WHY]);

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGPIPE and returns a descriptor (the caller's) that is
   readable when one of the first three has come; -1 with errno. */
CHECKED int signals_open(void);

struct instant clock_now(void);

#endif
