/* SPDX-License-Identifier: MIT */
/*
 * What the server answers, as one object: the state that outlives requests, what a request keeps
 * between its calls, and every handler. The room may know http/, resources and jansson, and must
 * not know engines, sockets or connections. Any number of threads may serve one site, and several
 * processes may serve copies of it that share what is said to be shared.
 */
#ifndef HANDLERS_SITE_H
#define HANDLERS_SITE_H

#include "http/exchange.h"
#include "resources.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { JOB_TEXT = 4096, ETAG_ROOM = 36 };

/* The store behind /api/users: JSON objects under ids that are never used twice, each as the text
   that it is answered with. Its functions may be called from any thread: they lock it, and let go
   before they return. */
struct user {
    uint64_t id;
    char *text;    /* owned; NULL until it is set */
    size_t length; /* of it */
};

struct store {
    pthread_mutex_t lock;
    struct user rows[LIMIT_USERS];
    size_t count;  /* ids ascend */
    size_t octets; /* of all texts */
    uint64_t last_id;
};

/* What every process of the server has in common; in a shared mapping if there are several. */
struct shared {
    atomic_bool keep_alive; /* /api/admin/keep-alive may change it */
    atomic_ullong ids, counter;
};

struct site {
    struct tracker *tracker; /* borrowed; this and what follows is set before site_open */
    struct shared *shared;   /* borrowed */
    bool admin;              /* offer /api/admin */
    uint64_t seed;           /* of the generated request ids */
    uint64_t started_ms;     /* for the uptime */

    int docroot;       /* owned; a directory */
    atomic_bool walks; /* there is no openat2 to keep paths beneath the document root */
    FILE *log;         /* owned unless stdout; NULL for none */
    struct span media; /* owned: the text of the system's table of media types; may be empty */
    struct store users;
};

/* Kept in exchange.memory from the first call to EXCHANGE_DONE. */
struct job {
    struct tracked_request tracked;
    uint64_t started_ms;
    uint64_t position; /* of the body that is being pulled */
    struct span part;  /* of the path: what the route's pattern leaves open, as sent */
    struct span id;    /* the request's own, or made in id_text */
    char id_text[16];
    char text[JOB_TEXT]; /* a short body, or a small file */
};

/* Opens the document root and the log: a file name, "-" for stdout, NULL for none. False: `why`
   names what failed and nothing is held. */
NEEDS(1, 2, 4)
CHECKED bool site_open(struct site *s, const char *docroot, const char *access_log,
                       char why[LIMIT_WHY]);
NONNULL void site_close(struct site *s);

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
NONNULL void put_hex(char space[16], uint64_t number); /* sixteen digits and nothing behind them */

/* Whether the path has the shape of the pattern. At its end `:name` stands for one segment that is
   not empty, `*` for the rest; what they stand for is put into `part`. */
NONNULL CHECKED bool route_matches(const char *pattern, struct span path, struct span *part);

/* The cells of the table of routes. */
handler status_get, test_get, counter_get, counter_post, echo_post, slow_get, work_get, bytes_get,
    answer_get, keep_alive_put, photo_get, cache_get, users_list, users_post, users_get, users_put,
    users_delete, files_get;

/* The text of one, or an array of all, as a string from malloc, the caller's; NULL: there is none,
   or no memory for it. */
NONNULL CHECKED char *store_get(struct store *s, uint64_t id);
NONNULL CHECKED char *store_all(struct store *s);
/* Another id, under which nothing is found yet; 0: there is no room. */
NONNULL CHECKED uint64_t store_new(struct store *s);
/* Takes over a string from malloc, or NULL. 0, or the status to refuse with: 404 nobody has the id,
   or no longer; 507 there is no room, or no memory, for the text. */
NEEDS(1) CHECKED unsigned store_set(struct store *s, uint64_t id, char *text);
NONNULL bool store_remove(struct store *s, uint64_t id); /* false: nobody has the id */
NONNULL void store_release(struct store *s);

/* Conditional requests and ranges (RFC 9110 §13, §14): which part of a resource is asked for. */
struct version {
    char etag[ETAG_ROOM]; /* a strong tag in its quotes; "" for none */
    int64_t modified;     /* seconds since 1970; -1 for unknown */
};

/* 0 to go on, or the status that answers instead: 304 or 412 (§13.2.2). */
NONNULL CHECKED unsigned condition_status(const struct request *r, const struct version *v);

enum range {
    RANGE_WHOLE = 0, /* none, or one that is not served: several, or not understood */
    RANGE_PART,
    RANGE_OUTSIDE, /* 416 */
};

/* The part [*first, *first + *count) of `size` octets; both are set for RANGE_PART only. */
NONNULL CHECKED enum range range_of(const struct request *r, const struct version *v, uint64_t size,
                                    uint64_t *first, uint64_t *count);

/* Decodes a percent-encoded path once, into a string. 0, or EILSEQ for a bad escape, an encoded
   slash or NUL, ENOENT for an empty or hidden segment or a long path. */
NONNULL CHECKED int files_decode(struct span path, char name[LIMIT_PATH]);

/* The system's table as text (from malloc, the caller's); empty if it cannot be read. */
NONNULL struct span media_load(const char *path);

/* By extension, case-blind; application/octet-stream if neither we nor the table know better. */
NONNULL struct span media_type(struct span system, const char *name);

#endif
