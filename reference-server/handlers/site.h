/* SPDX-License-Identifier: MIT */
/*
 * What the server answers, as one object: the state that outlives requests, and what a request
 * keeps between its calls. Handlers include this. It may know http/, resources and jansson, and
 * must not know engines, sockets or connections. One thread at a time but for the atomics.
 */
#ifndef HANDLERS_SITE_H
#define HANDLERS_SITE_H

#include "handlers/media.h"
#include "handlers/users.h"
#include "http/exchange.h"
#include "resources.h"

#include <stdatomic.h>
#include <stdio.h>

enum { JOB_TEXT = 640 };

struct site_options {
    const char *docroot;    /* borrowed */
    const char *access_log; /* a file name, "-" for stdout, NULL for none */
    bool admin;             /* offer /api/admin */
    bool keep_alive;        /* at the start; /api/admin/keep-alive may change it */
    uint64_t seed;          /* of the generated request ids */
    uint64_t now_ms;        /* for the uptime */
};

struct site {
    struct tracker *tracker; /* borrowed */
    atomic_bool keep_alive;
    bool admin;
    bool kernel_resolves; /* openat2 keeps paths beneath the document root */
    int docroot;          /* owned; a directory */
    FILE *log;            /* owned unless stdout; NULL for none */
    uint64_t seed;
    uint64_t started_ms;
    atomic_uint_fast64_t ids;
    atomic_uint_fast64_t counter;
    struct users users;
    struct media media;
};

/* Kept in exchange.memory from the first call to EXCHANGE_DONE. */
struct job {
    struct tracked_request tracked;
    uint64_t started_ms;
    uint64_t position; /* of the body that is being pulled */
    struct span id;    /* the request's own, or made in id_text */
    char id_text[16];
    char text[JOB_TEXT]; /* a short body */
};

/* Opens the document root and the log. False: `why` names what failed and nothing is held. */
NONNULL CHECKED bool site_init(struct site *s, struct tracker *t, const struct site_options *o,
                               char *why, size_t room);
NONNULL void site_release(struct site *s);

/* The entry for conn_config.handle; conn_config.site is the struct site, conn.owner the
   connection's struct tracked_connection. */
NONNULL enum handled site_handle(struct exchange *x);

NONNULL static inline struct site *site_of(const struct exchange *x)
{
    return x->site;
}

NONNULL static inline struct job *job_of(struct exchange *x)
{
    return (struct job *)(void *)x->memory;
}

/* 200 with a JSON text formatted into the job. */
__attribute__((nonnull, format(printf, 2, 3))) enum handled answer_json(struct exchange *x,
                                                                        const char *format, ...);

/* An answer without a body, and an error answer, for `return`. */
NONNULL enum handled answer_empty(struct exchange *x, unsigned status);
NONNULL enum handled refuse(struct exchange *x, unsigned status, const char *sentence);

#endif
