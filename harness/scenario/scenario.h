/* SPDX-License-Identifier: MIT */
/* A scenario as the conductor plays it: everything checked, nothing started yet.
 *
 * All pointers of the model are borrowed from the set's arena. Texts marked "template" may hold
 * ${name}; they are expanded when the step is played (scenario/variables.h).
 */
#ifndef ASSAY_SCENARIO_SCENARIO_H
#define ASSAY_SCENARIO_SCENARIO_H

#include <stdint.h>

#include "scenario/check.h"
#include "scenario/outcome.h"
#include "scenario/stub.h"

enum action {
    ACTION_REQUEST = 0, /* one request through libcurl, or over a named connection or background */
    ACTION_RAW,         /* head lines: CR LF after each, closing empty line added */
    ACTION_BYTES,       /* exact octets */
    ACTION_CONNECT,     /* opens the named connection and sends nothing */
    ACTION_SIGNAL,      /* to the candidate's main process */
    ACTION_WAIT,        /* exit: until the candidate ended; quiet: until its descriptors settle */
    ACTION_JOIN,        /* the response to a background step */
    ACTION_WATCH,       /* a named connection until it closes or `within` has passed */
    ACTION_SLEEP,       /* discouraged: lint says why */
    ACTION_REPEAT,      /* plays its own steps several times */
    ACTION_LOAD,        /* one request over many kept connections, at a rate or at full speed */
    ACTION_CHURN,       /* connect, request, leave; again and again */
    ACTION_SOAK,        /* churn until it is known what a day of it would leave in memory */
    ACTION_FUZZ,        /* AFL++ for `within` on a target that stands beside assay */
    ACTION_LEAVE,       /* closes the named connection from this side */
    ACTION_INJECT,      /* system calls of the candidate fail while its own steps are played */
    ACTION_LIMIT,       /* the candidate gets no more of something meanwhile */
    ACTION_STUB,        /* from here on the stubs answer so, and their calls are counted anew */
    ACTION_EXEC,        /* a program runs beside the candidate */
    ACTION_ATTACK,      /* clients hold their connections up while a bystander asks */
    ACTION_COUNT
};

enum wait_for { WAIT_EXIT = 0, WAIT_QUIET };

/* How a churn leaves each of its connections. */
enum churn_close {
    CHURN_CLEAN = 0,     /* reads the answer, then closes */
    CHURN_RESET,         /* reads the answer, then resets */
    CHURN_HALF,          /* shuts its sending side after the request, reads the answer to its end */
    CHURN_BEFORE_ANSWER, /* closes once the request is sent */
};

/* How an attack's clients hold their connections up. */
enum attack_kind {
    ATTACK_SLOW_HEAD = 0, /* the head of their request comes octet by octet, and never ends */
    ATTACK_SLOW_BODY,     /* its content does */
    ATTACK_SLOW_READ,     /* they ask, and read the answer sip by sip */
    ATTACK_NEVER_READ,    /* they ask, and read nothing */
    ATTACK_SILENT,        /* they connect, and say nothing */
};

enum mode { MODE_NATIVE = 0, MODE_MEMCHECK, MODE_CALLGRIND, MODE_HELGRIND, MODE_DRD, MODE_COUNT };

/* As they are written, ended by NULL. */
extern const char *const mode_names[MODE_COUNT + 1];
extern const char *const wait_for_names[];
extern const char *const churn_close_names[];
extern const char *const attack_kind_names[];

struct name_list {
    const char *const *items;
    size_t count;
};

struct field_template {
    const char *name;
    const char *value; /* template */
};

struct capture {
    const char *variable;
    struct subject subject;
};

/* How octets leave, if not at once. */
struct piecewise {
    const size_t *cuts; /* ascending places in octets: a piece ends before each */
    size_t cut_count;
    bool everywhere; /* instead: one play for each place, cut there */
    unsigned drip;   /* octets at a time; 0: as the cuts say */
    int64_t pause;   /* ns between two pieces */
};

/* Which calls fail, and how. */
struct injection {
    const char *calls;    /* "?accept,?accept4", as strace takes them */
    const char *error;    /* "EMFILE" */
    unsigned first, last; /* the how-manieth of each thread, one after the other; 0: every one */
};

/* What is asked, and what for. */
struct request_line {
    const char *method;
    const char *target; /* template */
};

struct step {
    const char *name; /* never NULL: the action's own words if the file gives none */
    const char *file; /* of a part; NULL: the scenario's own */
    int line;         /* of the step in its file, 1-based */
    enum action action;
    const char *method;                   /* REQUEST, LOAD, CHURN, as all of the request */
    const char *fuzz;                     /* FUZZ: name of the target */
    const char *target;                   /* REQUEST: template */
    const struct field_template *headers; /* REQUEST: in order */
    size_t header_count;
    bool has_body;           /* REQUEST: also true for an empty one; RAW: octets after the head */
    bool body_is_template;   /* body: and json: are, file: is not */
    bool half_close;         /* REQUEST, RAW, BYTES: no more will be sent after these octets */
    bool part;               /* RAW, BYTES: the rest follows, no response is due yet */
    bool lasts;              /* SOAK: it really goes on so long */
    enum churn_close close;  /* CHURN */
    enum attack_kind attack; /* ATTACK */
    int64_t every;           /* ATTACK: ns between two moves of one client */
    struct request_line bystander; /* ATTACK: what it asks; method and target are the attackers' */
    const char *body;              /* octets, body_length of them */
    size_t body_length;
    const char *media_type; /* application/json for json:, else NULL: no field is added */
    const char *octets;     /* RAW (template, ready to send) and BYTES (exact) */
    size_t octet_count;
    struct piecewise pieces;  /* RAW, BYTES */
    const char *connection;   /* REQUEST, RAW, BYTES, CONNECT, WATCH, LEAVE; NULL if unnamed */
    const char *background;   /* REQUEST, RAW, BYTES: do not wait, JOIN under this name; JOIN: it */
    const char *signal;       /* SIGNAL: template, such as SIGTERM or 15 */
    enum wait_for wait_for;   /* WAIT */
    unsigned times;           /* REPEAT */
    int64_t delay;            /* ns before the step starts; 0 */
    int64_t within;           /* ns limit of the step; 0: the default of its action */
    int64_t sleep;            /* SLEEP: ns */
    const struct step *steps; /* REPEAT, INJECT, LIMIT: its own */
    size_t step_count;
    const struct step *mix; /* LOAD: steps that have but what of a request is said, and a weight */
    size_t mix_count;       /* 0: the step's own request */
    unsigned weight;        /* of an entry of mix */
    unsigned pipeline;      /* LOAD: requests that leave at once on a connection; 0: one */
    unsigned connections;   /* LOAD, ATTACK: 1 to 10000 */
    unsigned threads;       /* LOAD: that share them; 0: one */
    unsigned cycles;        /* CHURN: 1 to 1000000 */
    double rate;            /* LOAD: per second; 0: closed model, as fast as it can;
                               SOAK: of the cycles that are claimed */
    unsigned long long requests; /* LOAD: as many, warm-up aside; 0: by duration */
    int64_t duration;           /* LOAD: ns, warm-up aside; 0: by requests; INJECT, LIMIT: at least;
                                   ATTACK: so long the bystander asks */
    struct injection injection; /* INJECT */
    bool limits_descriptors, limits_memory; /* LIMIT: which of these, or both */
    uint64_t descriptors, memory;           /* LIMIT: so many more; so many octets more */
    int64_t warm_up;                        /* LOAD: ns before the measured part; 0: none */
    int64_t span;                           /* SOAK: ns that are claimed */
    double budget;                          /* SOAK: octets that may be lost in it */
    struct check *each; /* LOAD, CHURN, SOAK, ATTACK: on every response; all of them must hold */
    size_t each_count;
    struct name_list needs; /* capabilities; without them the step is skipped */
    struct check *checks;   /* expect: then should:, in order; LOAD, CHURN, ATTACK: on metrics */
    size_t check_count;
    const struct capture *captures;
    size_t capture_count;
    struct name_list command;           /* EXEC: templates; at least one */
    const struct stub_behaviour *stubs; /* STUB: of each stub of the scenario, in order */
};

/* A back end that the harness plays; the candidate finds it by ASSAY_STUB_NAME. */
struct stub {
    const char *name; /* letters, digits, '-' and '_' */
    struct stub_behaviour usual;
};

struct variable {
    const char *name;
    const char *value; /* template over earlier ones */
};

/* Octets, and what a server may make of them; see scenarios/README.md, "Raw cases". */
struct raw_case {
    const char *id;    /* among all scenarios and cases */
    const char *about; /* a sentence */
    const char *rule;  /* such as "RFC 9112 section 3.2"; NULL if none is named */
    enum level level;  /* what a miss means */
    bool contested;    /* known-good servers differ: a miss is a warning at most */
    bool whole;        /* played at once only */
    unsigned requests; /* that the octets hold, rightly read */
    struct name_list needs;
    const struct outcome_term *outcomes; /* any of these is right; at least one */
    size_t outcome_count;
    const char *outcome_text; /* "refused or answered early" */
    size_t control;           /* index of the well-formed sibling, an earlier case; or CASE_NONE */
    struct step step;         /* RAW or BYTES (both templates here); its checks; half_close */
};

#define CASE_NONE SIZE_MAX

struct scenario {
    const char *id; /* file stem */
    const char *file;
    const char *title;
    const char *about;
    struct name_list covers, needs, tags;
    bool modes[MODE_COUNT];
    struct name_list arguments; /* templates as in a candidate file; for its command line */
    const struct variable *variables;
    size_t variable_count;
    const struct stub *stubs;
    size_t stub_count;
    const struct step *steps;
    size_t step_count;
    const struct raw_case *cases; /* instead of steps: each counts as a scenario of its own */
    size_t case_count;
};

struct scenario_set {
    struct arena arena;
    struct scenario *items; /* sorted by file name within each argument, in argument order */
    size_t count, capacity;
};

#endif
