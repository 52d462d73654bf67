/* SPDX-License-Identifier: MIT */
/* The implicit checks, each a line in the report with its evidence.
 */
#include "run/audit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/course.h"
#include "run/locate.h"
#include "run/quiet.h"
#include "run/running.h"
#include "run/zombies.h"
#include "scenario/signals.h"

#define BASELINE_WITHIN (2 * CLOCK_S)
#define QUIET_WITHIN    (5 * CLOCK_S)
#define STOP_WITHIN     (10 * CLOCK_S)

enum { LINES_SHOWN = 20, LAST_WORDS = 12, STOCK_PLAYS = 4 };

void audit_baseline(struct player *p)
{
    (void)!quiet_wait(p->candidate, NULL, NULL, &p->base, play_deadline(p, 0, BASELINE_WITHIN));
    heap_baseline(p);
    zombies_baseline(p);
}

static const char *stderr_words(struct player *p)
{
    const char *words = output_tail(p->candidate->output, OUTPUT_STDERR, LAST_WORDS, p->arena);
    const char *spoken =
        *words ? arena_text(p->arena, "stderr of the candidate ends:\n%s", words) : NULL;
    if (!p->harm)
        return spoken;
    return arena_text(p->arena, "what was last done to it:\n%s\n%s", p->harm,
                      spoken ? spoken : "it wrote nothing on stderr");
}

static const char *how_it_ended(struct player *p)
{
    int code = p->candidate->exit_code;
    if (p->running)
        return candidate_is_known(p->candidate) ? "it has ended" : "it refuses connections";
    return code > 128
               ? arena_text(p->arena, "ended by signal %d (%s)", code - 128, strsignal(code - 128))
               : arena_text(p->arena, "exited with status %d", code);
}

/* False if the candidate is gone. */
static bool audit_alive(struct player *p)
{
    if (p->death_told)
        return false;
    if (!server_is_gone(p, 0)) {
        if (running_spares_audit(p))
            record_spared(p, IMPLICIT_ALIVE, "it takes connections, as another in its place would");
        else
            record_implicit(p, IMPLICIT_ALIVE, VERDICT_PASS, "alive", "alive", NULL);
        return true;
    }
    p->death_told = true;
    record_implicit(p, IMPLICIT_ALIVE, VERDICT_FAIL, "alive", how_it_ended(p), stderr_words(p));
    return false;
}

/* "7-14, 30": the numbers of the rows of that process whose text is the same as the first one's;
 * the texts of those that follow are taken out. */
static const char *numbers_alike(const struct fd_row **rows, const char **texts, size_t count,
                                 const char *text, struct arena *a)
{
    const char *list = "";
    for (size_t i = 0, next; i < count; i = next) {
        next = i + 1;
        if (!texts[i] || rows[i]->pid != rows[0]->pid || strcmp(texts[i], text) != 0)
            continue;
        int first = rows[i]->fd, last = first;
        texts[i] = NULL;
        for (; next < count && texts[next] && rows[next]->pid == rows[0]->pid &&
               rows[next]->fd == last + 1 && strcmp(texts[next], text) == 0;
             next++, last++)
            texts[next] = NULL;
        list = arena_text(a, last > first ? "%s%s%d-%d" : "%s%s%d", list, *list ? ", " : "", first,
                          last);
    }
    return list;
}

/* One line for all descriptors of a process that are alike but for their numbers. */
static const char *row_list(struct player *p, const struct fd_row **rows, size_t count)
{
    const char *list = "", **texts = memory_get((count + 1) * sizeof *texts);
    unsigned lines = 0;
    for (size_t i = 0; i < count; i++)
        texts[i] = arena_text(p->arena, "%s%s", fds_row_text(rows[i], p->arena),
                              sightings_text(&p->sightings, rows[i], p->arena));
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i];
        if (!text || lines++ >= LINES_SHOWN)
            continue;
        list = arena_text(p->arena, "%s%spid %d (%s) fd %s: %s", list, *list ? "\n" : "",
                          rows[i]->pid, rows[i]->process,
                          numbers_alike(rows + i, texts + i, count - i, text, p->arena), text);
    }
    memory_drop(texts);
    return lines <= LINES_SHOWN
               ? list
               : arena_text(p->arena, "%s\n... and %u more", list, lines - LINES_SHOWN);
}

const char *grown_rows(struct player *p, const struct fd_ledger *before,
                       const struct fd_ledger *now, size_t *count)
{
    const struct fd_row **rows = memory_get((now->count + 1) * sizeof *rows);
    *count = fds_grown(before, now, rows);
    const char *text = *count ? row_list(p, rows, *count) : NULL;
    if (p->locate)
        locate_suspect(p->locate, rows, *count);
    memory_drop(rows);
    return text;
}

struct growth {
    bool still, readable;
    bool cut;   /* not all steps were played */
    bool stock; /* probes/fds.h */
    size_t count;
    const char *rows; /* evidence, or NULL */
};

static struct growth measure_growth(struct player *p)
{
    struct fd_ledger now;
    struct growth g = {.rows = NULL};
    g.cut = p->over;
    g.still =
        quiet_wait(p->candidate, &p->base, &p->still, &now, play_deadline(p, 0, QUIET_WITHIN));
    g.readable = !now.unreadable && !p->base.unreadable;
    g.stock = fds_grown_by_stock(&p->base, &now);
    g.rows = grown_rows(p, &p->base, &now, &g.count);
    if (!p->result->held_count)
        course_held(p, &p->base, &now);
    fds_release(&now);
    return g;
}

/* `last` is what was found after the steps had been played `plays` times again. */
static void conclude(struct player *p, size_t first, const struct growth *last, bool rose,
                     unsigned plays)
{
    char measured[120];
    const char *times = plays > 1 ? arena_text(p->arena, " %u times", plays) : "";
    if (rose) {
        snprintf(measured, sizeof measured, "%zu more, and %zu more when played again%s", first,
                 last->count - first, times);
        record_implicit(p, IMPLICIT_DESCRIPTORS, VERDICT_FAIL, "no descriptor more", measured,
                        last->rows);
        return;
    }
    record_metric(p, "fds leaked", 0);
    snprintf(measured, sizeof measured, "%zu kept since first use, no more when played again%s",
             last->count, times);
    record_implicit(p, IMPLICIT_DESCRIPTORS, VERDICT_PASS, "no descriptor more", measured,
                    last->rows);
}

/* Records why nothing can be concluded, if so: who is gone has no descriptors, too. */
static bool is_unclear(struct player *p, const struct growth *g, bool again)
{
    const char *reason = candidate_wait(p->candidate, 0)
                             ? "the candidate ended while it was looked at"
                         : !g->readable ? "the descriptors of a process of the tree cannot be read"
                         : interrupt_signal() ? "interrupted"
                         : again && g->cut    ? "the steps could not be played again to their end"
                                              : NULL;
    if (reason)
        record_implicit(p, IMPLICIT_DESCRIPTORS, VERDICT_INCONCLUSIVE, "no descriptor more", reason,
                        NULL);
    return reason != NULL;
}

/* What a leak takes it takes again. A stock of open files may be larger when it is looked at a
 * second time, but it cannot rise every time. */
static void play_until_clear(struct player *p, const struct growth *first)
{
    struct growth now = *first;
    bool rose = true;
    unsigned plays = 0;
    while (rose && (plays == 0 || (now.stock && plays < STOCK_PLAYS))) {
        size_t before = now.count;
        play_again(p);
        plays++;
        now = measure_growth(p);
        if (is_unclear(p, &now, true))
            return;
        rose = now.count > before;
    }
    conclude(p, first->count, &now, rose, plays);
}

static void audit_descriptors(struct player *p)
{
    const char *spared = running_spares_audit(p);
    if (spared) {
        record_spared(p, IMPLICIT_DESCRIPTORS, spared);
        return;
    }
    struct growth g = measure_growth(p);
    record_metric(p, "fds leaked", (double)g.count);
    if (is_unclear(p, &g, false))
        return;
    if (g.count == 0) {
        record_implicit(p, IMPLICIT_DESCRIPTORS, VERDICT_PASS, "no descriptor more", "none", NULL);
        return;
    }
    sightings_begin(&p->sightings, p->candidate, p->arena);
    play_until_clear(p, &g);
    p->sightings.wanted = false;
}

/* A scenario that ends the candidate leaves nothing to compare, and says so. */
static void spare_audits(struct player *p)
{
    static const char why[] = "the scenario has told the candidate to end";
    record_spared(p, IMPLICIT_DESCRIPTORS, why);
    if (p->mode == MODE_NATIVE)
        record_spared(p, IMPLICIT_MEMORY, why);
}

void audit_running(struct player *p)
{
    if (p->told_to_stop) {
        spare_audits(p);
        return;
    }
    if (p->scenario->case_count)
        p->result->reason = running_spares_audit(p); /* a file of cases holds nothing else */
    if (!audit_alive(p))
        return;
    audit_descriptors(p);
    zombies_audit(p);
    if (p->mode == MODE_NATIVE && !candidate_wait(p->candidate, 0))
        heap_audit(p);
}

static const char *list_tree(struct player *p, size_t *count)
{
    struct tree *t = memory_get(sizeof *t);
    const char *text = "";
    int64_t deadline = play_deadline(p, 0, 500 * CLOCK_MS);
    for (;;) {
        tree_reap(0);
        tree_read(t);
        if (t->count == 0 || clock_now() >= deadline)
            break;
        clock_wait(clock_now() + 10 * CLOCK_MS);
    }
    *count = t->count;
    for (size_t i = 0; i < t->count && i < LINES_SHOWN; i++)
        text = arena_text(p->arena, "%s%spid %d (%s), state %c", text, i ? "\n" : "",
                          t->items[i].pid, t->items[i].name, t->items[i].state);
    memory_drop(t);
    return text;
}

/* True if it has ended. */
static bool audit_end(struct player *p)
{
    char expected[80];
    const char *signal = p->profile->signals[SIGNAL_STOP];
    double seconds = (double)STOP_WITHIN / 1e9 * p->scale;
    if (!p->told_to_stop)
        candidate_signal(p->candidate, signal_number(signal));
    bool ended = candidate_wait(p->candidate, play_deadline(p, 0, STOP_WITHIN));
    snprintf(expected, sizeof expected, "its end within %.3g s of %s", seconds,
             p->told_to_stop ? "the signal" : signal);
    bool cut = !ended && (interrupt_signal() || clock_now() >= p->deadline);
    record_implicit(p, IMPLICIT_STOPS,
                    ended ? VERDICT_PASS
                    : cut ? VERDICT_INCONCLUSIVE
                          : VERDICT_FAIL,
                    expected,
                    ended ? "it ended"
                    : cut ? "the run ended first"
                          : "still running, was killed",
                    NULL);
    return ended;
}

static void leave_running(struct player *p)
{
    static const enum implicit_check spared[] = {IMPLICIT_STOPS, IMPLICIT_LEFT, IMPLICIT_PORT};
    for (size_t i = 0; i < sizeof spared / sizeof *spared; i++)
        record_spared(p, spared[i], "the server runs already: it is not assay's to end");
}

void audit_stop(struct player *p)
{
    size_t left = 0;
    char measured[48];
    if (!p->told_to_stop && candidate_wait(p->candidate, 0))
        (void)audit_alive(p); /* if it died while it was looked at */
    if (p->running) {
        leave_running(p);
        return;
    }
    if (!candidate_wait(p->candidate, 0) || p->told_to_stop) {
        if (!audit_end(p))
            return;
    }
    const char *rows = list_tree(p, &left);
    snprintf(measured, sizeof measured, "%zu left, killed", left);
    record_metric(p, "children left", (double)left);
    record_implicit(p, IMPLICIT_LEFT, left ? VERDICT_FAIL : VERDICT_PASS, "none",
                    left ? measured : "none", left ? rows : NULL);
    if (left)
        return; /* they may hold the port: one finding, not two */
    bool is_free = ground_port_is_free(p->ground->server.port);
    record_implicit(p, IMPLICIT_PORT, is_free ? VERDICT_PASS : VERDICT_FAIL, "yes",
                    is_free ? "yes" : "no: something still listens on it", NULL);
}

void audit_release(struct player *p)
{
    fds_release(&p->base);
    fds_release(&p->still);
    if (p->marked)
        fds_release(&p->mark);
}
