/* SPDX-License-Identifier: MIT */
/* System calls of the candidate fail: strace(1) is attached to its tree for as long as the step's
 * own steps are played. It is started like a candidate, in a session of its own, and detached
 * before the step ends; its log says what was injected.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/player.h"

#define ATTACH_WITHIN (20 * CLOCK_S) /* a busy host is slow, and a skip shows nothing */
#define DETACH_WITHIN (2 * CLOCK_S)
#define LOOK_EVERY    (5 * CLOCK_MS)

enum { SAID_LINES = 256, LOG_LINES_SHOWN = 5, LOG_LINE_MAX = 512, PROCESSES_MAX = 64 };

struct injector {
    struct candidate strace;
    const char *program, *log;
    struct harm_cost cost;  /* over all windows */
    unsigned long injected; /* over all windows */
};

/* "-p" takes a list. */
static const char *pid_list(const struct tree *t, struct arena *a)
{
    const char *list = "";
    for (size_t i = 0; i < t->count; i++)
        list = arena_text(a, "%s%s%d", list, *list ? "," : "", t->items[i].pid);
    return list;
}

/* nth 0: every call. */
static bool start_strace(struct player *p, const struct step *s, struct injector *j,
                         const struct tree *t, unsigned nth, struct failure *why)
{
    const struct injection *what = &s->injection;
    const char *when = nth ? arena_text(p->arena, ":when=%u", nth) : "";
    const char *const argv[] = {
        j->program, "-f",
        "-e",       arena_text(p->arena, "trace=%s", what->calls),
        "-e",       arena_text(p->arena, "inject=%s:error=%s%s", what->calls, what->error, when),
        "-e",       "signal=none",
        "-o",       j->log,
        "-p",       pid_list(t, p->arena),
        NULL};
    const struct launch order = {
        .program = j->program, .argv = argv, .folder = p->ground->folder, .beside = true};
    return candidate_start(&j->strace, &order, why);
}

/* strace says so once all threads of a process are stopped: that they have a tracer they can see
 * before, while they still run on their own. */
static bool attached(struct player *p, const struct injector *j, const struct tree *t)
{
    output_settle(j->strace.output);
    const char *said = output_tail(j->strace.output, OUTPUT_STDERR, SAID_LINES, p->arena);
    for (size_t i = 0; i < t->count; i++) {
        const struct process *one = &t->items[i];
        const char *words = arena_text(p->arena, "Process %d attached", one->pid);
        if (!strstr(said, words) && tree_has(one->pid, one->started))
            return false;
    }
    return true;
}

/* NULL: it is attached. */
static const char *attach(struct player *p, const struct step *s, struct injector *j,
                          const struct tree *t, unsigned nth)
{
    struct failure why = {0};
    if (t->count > PROCESSES_MAX)
        return arena_text(p->arena, "more than %d processes to attach strace to", PROCESSES_MAX);
    if (!start_strace(p, s, j, t, nth, &why))
        return arena_text(p->arena, "strace: %s", why.sentence);
    int64_t deadline = clock_now() + ATTACH_WITHIN;
    while (!attached(p, j, t)) {
        if (!candidate_wait(&j->strace, clock_now() + LOOK_EVERY) && clock_now() < deadline &&
            !interrupt_signal())
            continue;
        output_settle(j->strace.output);
        const char *said = output_tail(j->strace.output, OUTPUT_STDERR, 1, p->arena);
        said = arena_text(p->arena, "strace could not be attached: %s", *said ? said : "no reason");
        candidate_kill(&j->strace);
        return said;
    }
    return NULL;
}

/* On SIGTERM it lets everybody go and ends. */
static void detach(struct injector *j)
{
    candidate_signal(&j->strace, SIGTERM);
    (void)!candidate_wait(&j->strace, clock_now() + DETACH_WITHIN);
    candidate_kill(&j->strace);
}

/* Returns how many calls of this window failed by its doing; keeps the last of them as evidence. */
static unsigned long read_log(struct player *p, const struct injector *j)
{
    char line[LOG_LINE_MAX], kept[LOG_LINES_SHOWN][LOG_LINE_MAX];
    unsigned long count = 0;
    FILE *f = fopen(j->log, "re");
    while (f && fgets(line, sizeof line, f)) {
        if (strstr(line, "(INJECTED"))
            snprintf(kept[count++ % LOG_LINES_SHOWN], LOG_LINE_MAX, "%s", line);
    }
    if (f)
        fclose(f);
    unsigned long shown = count < LOG_LINES_SHOWN ? count : LOG_LINES_SHOWN;
    const char *text = arena_text(p->arena, "%lu system calls were made to fail, at last:", count);
    for (unsigned long i = count - shown; i < count; i++) {
        const char *one = kept[i % LOG_LINES_SHOWN];
        text = arena_text(p->arena, "%s\n  %.*s", text, (int)strcspn(one, "\n"), one);
    }
    p->harm = count ? text : p->harm;
    return count;
}

/* One attachment; *count of failed calls. NULL, or why there was none. */
static const char *window(struct player *p, const struct step *s, struct injector *j, unsigned nth,
                          unsigned long *count)
{
    struct harm harm;
    harm_begin(&harm, p);
    const char *reason = attach(p, s, j, harm.tree, nth);
    if (!reason)
        harm_play(p, s);
    links_close_level(&p->links, p->level + 1);
    harm_end(&harm, &j->cost);
    if (reason)
        return reason;
    detach(j);
    *count = read_log(p, j);
    j->injected += *count;
    if (!*count)
        harm_excuse(p, &harm);
    p->over |= !p->told_to_stop && candidate_wait(p->candidate, 0);
    return NULL;
}

void play_inject(struct player *p, const struct step *s)
{
    struct failure why = {0};
    struct injector j = {.program = candidate_find_program("strace", p->arena, &why),
                         .log = arena_text(p->arena, "%s/strace.log", p->ground->folder)};
    const char *reason = j.program ? NULL : "strace is not installed (make deps)", *unmet = NULL;
    bool failed = false; /* the first window that finds something says enough */
    for (unsigned nth = s->injection.first;
         !reason && !p->over && !failed && nth <= s->injection.last; nth++) {
        unsigned long count = 0;
        reason = window(p, s, &j, nth, &count);
        if (!reason && !count && !unmet)
            unmet = nth ? arena_text(p->arena, "%s: there was no call number %u", s->name, nth)
                        : arena_text(p->arena, "%s: there was no such call", s->name);
        failed = p->result->verdict == VERDICT_FAIL;
    }
    if (reason) {
        harm_give_up(p, s, reason);
        return;
    }
    samples_clear(p);
    sample_take(p, "faults injected", (double)j.injected);
    record_metric(p, "faults injected", (double)j.injected);
    /* Of many processes each counts its own calls, so the later ones of a sweep may never come. */
    harm_record(p, s, &j.cost, j.injected ? NULL : unmet);
}
