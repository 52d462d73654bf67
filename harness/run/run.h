/* SPDX-License-Identifier: MIT */
/* The conductor: plays scenarios against a candidate, a fresh process each, and fills a run_result.
 *
 * The only room that knows all the others but the reports. Nothing it started is left when it
 * returns.
 */
#ifndef ASSAY_RUN_RUN_H
#define ASSAY_RUN_RUN_H

#include <sys/types.h>

#include "candidate/profile.h"
#include "report/result.h"
#include "run/running.h"
#include "run/soak.h"
#include "scenario/requirements.h"
#include "scenario/scenario.h"

/* One result of an earlier run. */
struct run_pick {
    const char *id, *mode;
};

struct run_selection {
    const char *only, *skip, *tag; /* shell patterns on the id; a tag; NULL: all */
    const struct run_pick *picks;  /* of what the others take in only these; NULL: all of it */
    size_t pick_count;
};

/* Who is started, or runs already. */
struct run_subject {
    const struct profile *profile;
    const struct running *running; /* it runs already: of what follows nothing holds; or NULL */
    const char *program;           /* absolute path; NULL: nobody */
    const char *const *argv;       /* templates, NULL-terminated */
    const struct user *user;       /* as whom; NULL: as ourselves */
};

enum { RUN_AT_ONCE_MAX = 64 };

/* Who drives the connections of a load (load/lines.h). */
enum run_client { RUN_CLIENT_RAW = 0, RUN_CLIENT_CURL };

struct run_plan {
    pid_t run; /* the process that conducts it */
    const struct scenario_set *scenarios;
    const struct requirement_list *requirements;
    struct run_subject subject;
    struct run_subject control; /* the reference server; program NULL if there is none */
    bool modes[MODE_COUNT];
    const char *candidate; /* as the user named it, for reports */
    const char *programs;  /* folder of assay's own executable; {bindir} */
    const char *fixtures;  /* folder that becomes the document root */
    bool own_network;      /* a new one for each candidate; network_prepare was called */
    const char *again;     /* command line to repeat, without --only; shell-quoted */
    struct run_selection selection;
    uint64_t seed;
    double scale; /* of every time limit; 1 is as written */
    enum run_client load_client;
    int64_t max_time; /* ns for the whole run; 0: no limit */
    unsigned at_once; /* how many turns are played side by side; 1 to RUN_AT_ONCE_MAX */
    unsigned repeat;  /* how often each scenario is played; at least 1 */
    bool fail_fast;
    bool strict; /* a warning is a failure */
    struct soak_wish soak;
};

/* Told of each scenario in each mode as it begins and ends, and once all modes of a scenario have
 * ended. Pointers are borrowed for the call. */
struct run_observer {
    void (*begun)(void *context, const struct scenario_result *s);
    void (*ended)(void *context, const struct scenario_result *s);
    void (*row)(void *context, const struct scenario_result *modes, size_t count);
    /* It goes on: every half minute; ns since it began. */
    void (*alive)(void *context, const struct scenario_result *s, int64_t since);
    void *context;
};

/* True if the selection takes this scenario in; a file of cases: at least one of them. */
bool run_selects(const struct run_selection *selection, const struct scenario *s)
    __attribute__((nonnull, warn_unused_result));

/* True if it is to be played in this mode, too. */
bool run_selects_mode(const struct run_selection *selection, const struct scenario *s,
                      enum mode mode) __attribute__((nonnull, warn_unused_result));

/* The same for one of its raw cases, which may also be meant by the id of its file. */
bool run_selects_case(const struct run_selection *selection, const struct scenario *s,
                      const struct raw_case *c) __attribute__((nonnull, warn_unused_result));

/* Fills in what is known before anything is played: candidate, host, seed. */
void run_describe(const struct run_plan *plan, struct run_result *result, struct arena *a)
    __attribute__((nonnull));

/* What the processes of a run share; the result lives in it. All zero at first. */
struct run_memory {
    struct arena board, plays[RUN_AT_ONCE_MAX];
};

/* Plays all that is selected, in processes of their own; *result was described. */
void run_all(const struct run_plan *plan, const struct run_observer *observer,
             struct run_result *result, struct run_memory *memory) __attribute__((nonnull));

void run_memory_release(struct run_memory *memory) __attribute__((nonnull));

#endif
