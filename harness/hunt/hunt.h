/* SPDX-License-Identifier: MIT */
/* Black-box fuzzing of a server: inputs made by chance, guided by what the answers look like, and a
 * finding for each way in which the server failed.
 *
 * Nothing that was started is left when hunt returns. What it found is only said; who writes it
 * into files is commands/fuzz.c.
 */
#ifndef ASSAY_HUNT_HUNT_H
#define ASSAY_HUNT_HUNT_H

#include "base/failure.h"
#include "mutation/mutation.h"
#include "run/run.h"

enum hunt_kind {
    HUNT_CRASH = 0,   /* a process of the server has ended */
    HUNT_DEAF,        /* a clean request is not answered any more */
    HUNT_SANITIZER,   /* a server that was built with one said so on stderr */
    HUNT_HUNG,        /* the connection gets neither an answer nor an end */
    HUNT_MALFORMED,   /* what came is no HTTP response */
    HUNT_TOO_MANY,    /* more answers than requests */
    HUNT_DESCRIPTORS, /* more stay open each time */
    HUNT_MEMORY,      /* more is kept each time */
    HUNT_KIND_COUNT
};

/* "crash", "deaf", ...: names of files, and as reports have it. */
extern const char *const hunt_kind_names[HUNT_KIND_COUNT];

struct hunt_finding {
    enum hunt_kind kind;
    const char *sentence; /* what was seen */
    const char *evidence; /* last words, rows of descriptors; "" for none */
    const struct span *inputs;
    size_t count;        /* of them; more than one if one alone does not do it */
    size_t first_length; /* octets of the input before it was made shorter */
    bool repeated;       /* it showed again on a fresh process */
    const char *doubt;   /* why it is only mentioned; NULL: it is a failure of the server */
    unsigned seen;       /* times it came up, this one included */
    uint64_t key;        /* alike findings have the same */
};

/* One input of which two servers make different things. */
struct hunt_difference {
    unsigned ours, theirs;         /* look_class */
    const char *text, *their_text; /* of the two */
    struct span input;
    unsigned seen;
};

enum { HUNT_FINDINGS_MAX = 32, HUNT_DIFFERENCES_MAX = 64 };

struct hunt_result {
    uint64_t inputs;
    int64_t elapsed, firing; /* ns: in all; and of it, inputs on their way */
    size_t signatures, stock;
    unsigned starts;     /* of the server */
    size_t compared;     /* inputs that the other server was given, too */
    unsigned their_ends; /* how often that one ended of it */
    struct hunt_finding findings[HUNT_FINDINGS_MAX];
    size_t count;
    struct hunt_difference differences[HUNT_DIFFERENCES_MAX];
    size_t difference_count;
    const char *target;  /* of the clean request */
    const char *meter;   /* why memory was not counted, or NULL */
    const char *gave_up; /* why it ended before its time, or NULL */
};

struct hunt_order {
    struct run_subject subject;
    struct run_subject against; /* program NULL: nobody */
    const char *programs, *fixtures;
    bool own_network; /* network_prepare was called, and no thread runs */
    const struct span *corpus;
    size_t corpus_count;
    uint64_t seed, inputs_most; /* 0: no limit */
    int64_t span;               /* ns */
    unsigned batch;
    void (*progress)(void *context, const struct hunt_result *so_far);
    void *context;
};

/* False with *why if the server does not start, or answers nothing (run/start.h); then there is no
 * result. An interrupt ends it early, with what there is. Texts live in `a`. */
bool hunt(const struct hunt_order *order, struct hunt_result *result, struct arena *a,
          struct failure *why) __attribute__((nonnull, warn_unused_result));

#endif
