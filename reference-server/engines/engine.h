/* SPDX-License-Identifier: MIT */
/*
 * What an engine is: one way to serve many connections with the operating system at hand. It moves
 * octets and time between descriptors and connections and knows nothing of HTTP beyond http/conn.h.
 */
#ifndef ENGINES_ENGINE_H
#define ENGINES_ENGINE_H

#include "http/conn.h"
#include "resources.h"

enum engine_end {
    ENGINE_FINISHED = 0, /* stopped by a signal, every request answered */
    ENGINE_CUT_OFF,      /* stopped, but requests had to be cut off */
    ENGINE_FAILED,       /* could not start or go on; a message has been written to stderr */
};

struct engine_setup {
    int listener;            /* owned by the engine from run() on: it closes it to stop accepting */
    int signals;             /* borrowed; readable when a stop signal has come */
    struct tracker *tracker; /* borrowed */
    struct conn_config config; /* complete but for the pool, which is the engine's */
    size_t max_connections;
    uint64_t drain_ms; /* how long a graceful stop may take */
};

struct engine {
    const char *name;
    const char *story; /* one line for --list-engines */
    /* Serves until a stop signal; everything that it opened is closed when it returns. */
    enum engine_end (*run)(const struct engine_setup *setup);
};

/* NULL if there is no engine of that name; a null name asks for the default. */
const struct engine *engine_find(const char *name);

/* The engine at that place of the table, or NULL behind its end. */
const struct engine *engine_at(size_t index);

extern const struct engine engine_poll, engine_epoll;

#endif
