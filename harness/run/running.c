/* SPDX-License-Identifier: MIT */
/* What is left alone, each with the one reason that reports give.
 */
#include "run/running.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "run/listeners.h"
#include "run/player.h"
#include "scenario/metrics.h"
#include "wire/raw.h"

#define CONNECT_WITHIN (1 * CLOCK_S)

static const char no_pid[] = "nobody said which process it is (--pid)";

static bool holds_us(const struct candidate *c)
{
    struct tree *t = memory_get(sizeof *t);
    candidate_tree(c, t);
    bool found = tree_holds(t, getpid());
    memory_drop(t);
    return found;
}

/* Descriptors and memory of the wrong process would acquit anybody. */
static bool check_process(const struct running *r, struct arena *a, struct failure *why)
{
    struct candidate c = {.pid = r->pid, .pidfd = -1, .foreign = true, .started = r->started};
    if (!r->started)
        return failure_set(why, FAILURE_USAGE, "--pid %d: there is no such process", r->pid);
    if (holds_us(&c))
        return failure_set(why, FAILURE_USAGE,
                           "--pid %d: assay itself descends from that process; name the main "
                           "process of the server",
                           r->pid);
    struct listeners l = listeners_find(&c, r->server.port, a);
    if (l.ours || !l.readable)
        return true;
    return failure_set(why, FAILURE_USAGE,
                       "--pid %d: neither that process nor any below it listens on port %d%s%s",
                       r->pid, r->server.port, l.elsewhere ? ", only on " : "",
                       l.elsewhere ? l.elsewhere : " or on another");
}

bool running_find(struct running *r, const char *url, pid_t pid, struct arena *a,
                  struct failure *why)
{
    *r = (struct running){.url = url, .pid = pid};
    if (!endpoint_of_url(&r->server, url, why))
        return false;
    if (!pid)
        return true;
    r->started = tree_started(pid);
    return check_process(r, a, why);
}

/* Whether a program of a step works on the files that assay lays out for a server which it starts.
 */
static bool uses_fixtures(const struct scenario *s)
{
    for (size_t i = 0; i < s->step_count; i++) {
        for (size_t k = 0; k < s->steps[i].command.count; k++) {
            if (strstr(s->steps[i].command.items[k], "${docroot}"))
                return true;
        }
    }
    return false;
}

const char *running_spares_scenario(const struct running *r, const struct scenario *s,
                                    enum mode mode)
{
    if (!r)
        return NULL;
    if (mode != MODE_NATIVE)
        return "the server runs already: valgrind would have to start it";
    if (uses_fixtures(s))
        return "the server runs already, and does not serve the files that assay lays out";
    if (s->arguments.count)
        return "the server runs already, and it takes arguments at its start alone";
    if (s->stub_count)
        return "the server runs already, and it hears of stubs at its start alone";
    return NULL;
}

const char *running_spares_step(const struct player *p, const struct step *s)
{
    if (!p->running)
        return NULL;
    switch (s->action) {
    case ACTION_SIGNAL: return "the server runs already: it is not assay's to signal";
    case ACTION_WAIT:
        return s->wait_for == WAIT_EXIT ? "the server runs already: it is not assay's to end"
                                        : NULL;
    case ACTION_INJECT:
    case ACTION_LIMIT: return "the server runs already: it is not assay's to harm";
    case ACTION_SOAK: return candidate_is_known(p->candidate) ? NULL : no_pid;
    case ACTION_EXEC:
        return strcmp(p->ground->server.host, "127.0.0.1") == 0
                   ? NULL
                   : "the server is elsewhere: a program that is told a port asks 127.0.0.1";
    default: return NULL;
    }
}

const char *running_spares_check(const struct player *p, const struct check *c)
{
    if (!p->running || c->subject.kind != SUBJECT_METRIC)
        return NULL;
    switch (metric_find(c->subject.argument)->view) {
    case VIEW_METER: return "the server runs already, without the heap meter";
    case VIEW_TREE: return candidate_is_known(p->candidate) ? NULL : no_pid;
    default: return NULL;
    }
}

const char *const *running_limits(const struct running *r)
{
    static const char start_and_end[] =
        "how it starts, what signals and failing system calls do to it, and how it ends: it is not "
        "assay's";
    static const char state[] =
        "a fresh process for each scenario: it keeps what earlier ones and others left in it";
    static const char *const unknown[] = {
        start_and_end, state,
        "descriptors, memory, processor time and processes: nobody said which process it is "
        "(--pid)",
        NULL};
    static const char *const known[] = {
        start_and_end, state,
        "small leaks of memory: without the heap meter, which has to be there from the start, "
        "what is resident decides",
        NULL};
    static const char *const none[] = {NULL};
    return !r ? none : r->pid ? known : unknown;
}

const char *running_spares_audit(const struct player *p)
{
    return p->running && !candidate_is_known(p->candidate) ? no_pid : NULL;
}

bool server_is_gone(const struct player *p, int64_t deadline)
{
    struct raw raw;
    if (candidate_is_known(p->candidate))
        return candidate_wait(p->candidate, deadline);
    enum connect_outcome outcome = raw_open(&raw, &p->ground->server, clock_now() + CONNECT_WITHIN);
    if (outcome == CONNECT_ACCEPTED)
        raw_close(&raw);
    return outcome == CONNECT_REFUSED;
}
