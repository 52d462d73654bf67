/* SPDX-License-Identifier: MIT */
/* One scenario being played against one candidate process: the state that the files of this room
 * share. Private to run/.
 */
#ifndef ASSAY_RUN_PLAYER_H
#define ASSAY_RUN_PLAYER_H

#include "candidate/launch.h"
#include "candidate/profile.h"
#include "probes/fds.h"
#include "probes/usage.h"
#include "report/result.h"
#include "run/run.h"
#include "run/ground.h"
#include "run/heap.h"
#include "run/links.h"
#include "run/sightings.h"
#include "scenario/implicit.h"
#include "scenario/scenario.h"
#include "wire/curl.h"
#include "wire/stubs.h"

struct locate;
struct running;
struct start_order;

struct captured {
    const char *name, *value;
    struct captured *next;
};

/* A metric that a step took. */
struct sample {
    const char *name;
    double value;
    double wanted; /* the value had the host given the candidate all the time that it asked for */
    struct sample *next;
};

struct player {
    /* Given; borrowed. */
    const struct scenario *scenario;
    const struct profile *profile;
    const struct ground *ground;
    struct candidate *candidate;
    const struct running *running; /* it runs already; NULL: assay starts it */
    struct client *client;
    const char *programs; /* folder of assay's own executable */
    struct arena *arena;  /* of the run: what is recorded lives there */
    enum mode mode;
    double scale; /* of every time limit */
    enum run_client load_client;
    bool fail_fast;   /* what comes behind a failure is not played */
    int64_t deadline; /* of the whole run; INT64_MAX: none */
    uint64_t seed;
    const struct start_order *order;       /* to start the candidate again; NULL before it ran */
    const bool *case_wanted;               /* by case of the file; NULL: all are played */
    struct scenario_result **case_results; /* where each is recorded; NULL: nowhere */
    /* Its own. */
    struct scenario_result *result;
    struct links links;
    struct captured *captured;
    struct fd_ledger base; /* descriptors when the candidate was ready */
    struct fd_ledger mark; /* and at the last `wait: quiet`; holds nothing before the first */
    bool marked;
    struct fd_ledger still; /* the last that was waited for to the end */
    struct sightings sightings;
    struct locate *locate;  /* nobody is judged, leaks are only named; or NULL */
    const char *grown;      /* the descriptors of `fds leaked`, as evidence; NULL for none */
    const char *heap_grown; /* the same for `heap leaked` */
    struct sample *samples; /* of the step being judged, and of earlier ones */
    uint64_t requests;      /* sent so far, by whatever step */
    uint64_t answers;       /* that a load or churn has looked at */
    size_t zombies;         /* at the baseline */
    const char *unfit;      /* why the host, not the candidate, may be what a load measured */
    const char *unable;     /* why this side could not do what a step orders */
    const char *crowded;    /* the same of how often the candidate had to make way for others */
    struct heap_watch *heap;
    struct compiled *compiled; /* jq programs of checks so far */
    int exec_code;             /* of the last `exec:` step; -1: it did not end */
    struct stubs *stubs;       /* of the scenario; NULL if it has none */
    const struct soak_wish *soak;
    const char *problems;        /* sentences about the first errors of a load or churn; or NULL */
    struct course_point *course; /* of the step being played: run/course.h */
    size_t course_room;          /* for so many points more */
    unsigned level;              /* of nested repeats */
    unsigned step_number;        /* at the top level, 1-based */
    const char *beyond;          /* why the steps that follow are left out of this play; or NULL */
    const char *harm;            /* what was last done to it, as evidence; or NULL */
    bool death_told;             /* that it died is recorded */
    bool told_to_stop;           /* a step sent a signal: its end is no surprise */
    bool over;                   /* nothing further is played */
    bool failed;                 /* because something failed, and nobody wants more */
    bool silent;                 /* a second pass: play, record nothing */
};

/* play.c: the steps of the scenario, then closes every connection. */
void play(struct player *p) __attribute__((nonnull));
/* All of them up to the first signal once, recording nothing. */
void play_ahead(struct player *p) __attribute__((nonnull));
/* All of them once more, recording nothing. */
void play_again(struct player *p) __attribute__((nonnull));
/* The step's own steps, once, one level deeper; their connections stay open. */
void play_inner(struct player *p, const struct step *s) __attribute__((nonnull));
/* Whether something failed there that neither chance nor a waiver explains. */
bool play_failed(const struct player *p, const struct scenario_result *r)
    __attribute__((nonnull, warn_unused_result));
/* How long from now something may take: `wanted` ns (0: `usual`), scaled, within the run's time. */
int64_t play_deadline(const struct player *p, int64_t wanted, int64_t usual)
    __attribute__((nonnull, warn_unused_result));

/* wire_steps.c: the actions that talk to the candidate. */
/* A step's request with its variables filled in. */
struct message {
    const char *method, *target;
    struct client_field *fields;
    size_t field_count;
    const char *body; /* NULL: none */
    size_t body_length;
    const char *octets; /* for RAW and BYTES, instead of all of the above */
    size_t octet_count;
};
/* False with *missing naming the variable that is not set. Texts live in `a`. */
bool message_fill(struct player *p, const struct step *s, struct message *m, struct arena *a,
                  char *missing, size_t size) __attribute__((nonnull, warn_unused_result));
/* As libcurl would send it, for connections that we keep. */
void message_serialise(const struct player *p, const struct message *m, struct bytes *out)
    __attribute__((nonnull));
void play_message(struct player *p, const struct step *s)
    __attribute__((nonnull)); /* request raw bytes */
void play_connect(struct player *p, const struct step *s) __attribute__((nonnull));
void play_join(struct player *p, const struct step *s) __attribute__((nonnull));
void play_watch(struct player *p, const struct step *s) __attribute__((nonnull));

/* measure.c: what a check's subject was. `k` is the connection, if it is still there. Texts live in
 * `scratch`. */
struct measured measure(struct player *p, const struct step *s, const struct check *c,
                        struct exchange *x, struct link *k, struct arena *scratch)
    __attribute__((nonnull(1, 2, 3, 6)));
void measure_release(struct player *p) __attribute__((nonnull));

/* record.c: judges the step's checks and captures; an exchange is NULL where there was none. */
void record_step(struct player *p, const struct step *s, struct exchange *x, struct link *k)
    __attribute__((nonnull(1, 2)));
/* Counts an answer and judges it by the `each:` checks of a load or churn; true if none was missed.
 */
bool record_each(struct player *p, const struct step *s, struct exchange *x)
    __attribute__((nonnull, warn_unused_result));
/* Counts answers whose octets are those of a good one. */
void record_again(struct player *p, const struct step *s, uint64_t times) __attribute__((nonnull));
/* The same for the checks alone: of a request in a mix, whose load counts the answer. */
bool judge_each(struct player *p, const struct step *s, struct exchange *x)
    __attribute__((nonnull, warn_unused_result));
void judge_again(struct player *p, const struct step *s, uint64_t times) __attribute__((nonnull));
/* All checks of a step that was not played. */
void record_skipped(struct player *p, const struct step *s, const char *reason)
    __attribute__((nonnull));
/* The same, because this variable has no value. */
void record_uncaptured(struct player *p, const struct step *s, const char *variable)
    __attribute__((nonnull));
/* What was found beside the check lines. Texts are copied; `evidence` may be NULL. */
void record_finding(struct player *p, const char *text, enum verdict verdict, const char *expected,
                    const char *measured, const char *evidence)
    __attribute__((nonnull(1, 2, 4, 5)));
/* The same for a check that nobody has to write. */
void record_implicit(struct player *p, enum implicit_check check, enum verdict verdict,
                     const char *expected, const char *measured, const char *evidence)
    __attribute__((nonnull(1, 4, 5)));
/* The same for one that is not judged at all, for that reason. */
void record_spared(struct player *p, enum implicit_check check, const char *reason)
    __attribute__((nonnull(1, 3)));
/* A metric of the scenario; the last value of a name stays. */
void record_metric(struct player *p, const char *name, double value) __attribute__((nonnull));

/* audit.c: the descriptors of `now` that `before` has not, one line each; *count of them. */
const char *grown_rows(struct player *p, const struct fd_ledger *before,
                       const struct fd_ledger *now, size_t *count) __attribute__((nonnull));

/* samples.c: metrics by name. A step that takes metrics forgets those of earlier ones first. */
void samples_clear(struct player *p) __attribute__((nonnull));
void sample_take(struct player *p, const char *name, double value) __attribute__((nonnull));
/* The share of `span` ns for which the candidate had a processor, and for which it was kept from
 * one; of all its threads, so it may be more than 1. */
void sample_take_cpu(struct player *p, int64_t cpu, int64_t kept, int64_t span)
    __attribute__((nonnull));
const struct sample *sample_find(const struct player *p, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* load_steps.c: load and churn. */
void play_load(struct player *p, const struct step *s) __attribute__((nonnull));
void play_churn(struct player *p, const struct step *s) __attribute__((nonnull));

/* attack_step.c: how a bystander fares while others hold their connections up. */
void play_attack(struct player *p, const struct step *s) __attribute__((nonnull));

/* As many cycles of a churn or soak, so far apart (ns; 0: one after the other), leaving in turn in
 * three ways; adds to *errors. Returns how many could be made until the deadline. */
unsigned churn_some(struct player *p, const struct step *s, unsigned count, int64_t apart,
                    int64_t deadline, unsigned *errors) __attribute__((nonnull));

/* soak_step.c: what a day would leave in memory. */
void play_soak(struct player *p, const struct step *s) __attribute__((nonnull));

/* inject_step.c, limit_step.c: steps of its own while something goes wrong for the candidate. */
void play_inject(struct player *p, const struct step *s) __attribute__((nonnull));
void play_limit(struct player *p, const struct step *s) __attribute__((nonnull));

/* harm.c: what both have in common. */
/* ns: what the candidate had of the processors, what it wanted and others had, and how long. */
struct harm_cost {
    int64_t cpu, kept, span;
};
/* Who is harmed, and what they had used of the processors before. */
struct harm {
    struct tree *tree; /* owned */
    struct usage before;
    int64_t begun;
    enum verdict *known; /* of the checks that there were before; in the arena of the play */
    size_t known_count;
};
void harm_begin(struct harm *h, struct player *p) __attribute__((nonnull));
/* Plays the step's own steps, and goes on as long as `lasts:` says; connections stay open. */
void harm_play(struct player *p, const struct step *s) __attribute__((nonnull));
/* Adds what it cost since harm_begin. */
void harm_end(struct harm *h, struct harm_cost *cost) __attribute__((nonnull));
/* What failed in a window in which nothing went wrong proves nothing: checks that had not failed
 * before it are inconclusive. */
void harm_excuse(struct player *p, const struct harm *h) __attribute__((nonnull));
/* It could not be done: the step and all that follow are skipped, since without the harm they would
 * show nothing. */
void harm_give_up(struct player *p, const struct step *s, const char *reason)
    __attribute__((nonnull));
/* Judges the step; what was never met proves nothing. */
void harm_record(struct player *p, const struct step *s, const struct harm_cost *cost,
                 const char *unmet) __attribute__((nonnull(1, 2, 3)));

/* exec_step.c: a program beside the candidate. */
void play_exec(struct player *p, const struct step *s) __attribute__((nonnull));

/* stub_step.c: the back ends that the harness plays. */
/* Opens them on the ground of the play; *environment becomes what tells the candidate of them,
 * ended by NULL. NULL with FAILURE_HARNESS. */
struct stubs *stub_start(const struct scenario *s, const char *const **environment, struct arena *a,
                         struct failure *why) __attribute__((nonnull, warn_unused_result));
void play_stub(struct player *p, const struct step *s) __attribute__((nonnull));
/* What a check on `call` is about. */
struct measured stub_measure(struct player *p, const struct check *c, struct arena *a)
    __attribute__((nonnull));

/* fuzz_step.c: a fuzzer for a while. */
void play_fuzz(struct player *p, const struct step *s) __attribute__((nonnull));

/* text.c: templates and evidence. Expand returns NULL, with *missing naming the variable, if it is
 * not set. */
const char *expand(struct player *p, const char *template, size_t length, size_t *out_length,
                   struct arena *scratch, char *missing, size_t missing_size)
    __attribute__((nonnull(1, 2, 5, 6), warn_unused_result));
/* The value of a variable now, or NULL. */
const char *variable_value(struct player *p, const char *name)
    __attribute__((nonnull, warn_unused_result));
void capture_value(struct player *p, const char *name, const char *value) __attribute__((nonnull));
/* Both directions of an exchange, one line per line of the wire, octets that do not print as \xNN.
 */
const char *transcript(const struct exchange *x, struct arena *a)
    __attribute__((nonnull, warn_unused_result));

#endif
