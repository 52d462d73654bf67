/* SPDX-License-Identifier: MIT */
/* Reports are merged by stack over all processes of a run, so that a leak in each of many
 * short-lived children counts as one that grows. What a child was born with is no loss of its own:
 * valgrind reports the copy of it in each child.
 */
#include "run/memcheck.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "probes/valgrind.h"

enum { SHOWN_MAX = 5 };

#define ASIDE "ready-"

static void merge(struct valgrind_record **list, size_t *count, size_t *room,
                  const struct valgrind_record *r, struct arena *a)
{
    for (size_t i = 0; i < *count; i++) {
        struct valgrind_record *known = &(*list)[i];
        if (known->key != r->key)
            continue;
        known->count += r->count;
        known->bytes += r->bytes;
        known->blocks += r->blocks;
        return;
    }
    if (*count == *room)
        *list = arena_grow(a, *list, *count, room, sizeof **list);
    (*list)[(*count)++] = *r;
}

struct collector {
    struct memcheck_findings *findings;
    struct arena *arena;
    struct valgrind_report *reports; /* a process that becomes another program begins another one */
    size_t count, room;
    unsigned finished;
    bool cut;
};

/* What a report holds of that loss is taken off it. */
static void take_off(struct valgrind_record *loss, const struct valgrind_report *of)
{
    for (size_t i = 0; i < of->count; i++) {
        const struct valgrind_record *theirs = &of->records[i];
        if (theirs->sort != VALGRIND_LEAK || theirs->key != loss->key)
            continue;
        loss->blocks -= theirs->blocks < loss->blocks ? theirs->blocks : loss->blocks;
        loss->bytes -= theirs->bytes < loss->bytes ? theirs->bytes : loss->bytes;
    }
}

/* What this process has lost there and not its parent. */
static void merge_loss(struct collector *c, const struct valgrind_report *of,
                       const struct valgrind_record *r)
{
    struct memcheck_findings *f = c->findings;
    struct valgrind_record own = *r;
    for (size_t i = 0; i < c->count; i++) {
        if (c->reports[i].pid == of->parent)
            take_off(&own, &c->reports[i]);
    }
    if (own.blocks)
        merge(&f->leaks, &f->leak_count, &f->leak_room, &own, c->arena);
}

static void merge_report(struct collector *c, const struct valgrind_report *report)
{
    struct memcheck_findings *f = c->findings;
    c->finished += report->finished;
    c->cut |= !report->well_formed;
    for (size_t i = 0; i < report->count; i++) {
        const struct valgrind_record *r = &report->records[i];
        if (r->sort == VALGRIND_LEAK)
            merge_loss(c, report, r);
        else if (r->sort == VALGRIND_ERROR)
            merge(&f->errors, &f->error_count, &f->error_room, r, c->arena);
    }
}

static void add_report(struct collector *c, const struct valgrind_report *report)
{
    if (c->count == c->room)
        c->reports = arena_grow(c->arena, c->reports, c->count, &c->room, sizeof *c->reports);
    c->reports[c->count++] = *report;
}

static bool is_first_of_its_process(const struct collector *c, size_t i)
{
    size_t first = 0;
    while (c->reports[first].pid != c->reports[i].pid)
        first++;
    return first == i;
}

static void conclude(struct collector *c)
{
    struct memcheck_findings *f = c->findings;
    for (size_t i = 0; i < c->count; i++)
        f->processes += is_first_of_its_process(c, i);
    f->unfinished = f->processes > c->finished ? f->processes - c->finished : 0;
    f->replaced = f->processes < c->count;
    f->garbled = c->cut && !f->replaced;
}

void memcheck_collect(struct memcheck_findings *f, const struct ground *ground, struct arena *a)
{
    struct collector c = {.findings = f, .arena = a};
    *f = (struct memcheck_findings){0};
    DIR *d = opendir(ground->folder);
    struct dirent *entry;
    while (d && (entry = readdir(d))) {
        struct valgrind_report report;
        if (!words_match("valgrind.*.xml", entry->d_name) && !words_match(ASIDE "*", entry->d_name))
            continue;
        if (valgrind_read(&report, arena_text(a, "%s/%s", ground->folder, entry->d_name), a))
            add_report(&c, &report);
        else
            c.cut = true;
    }
    if (d)
        closedir(d);
    for (size_t i = 0; i < c.count; i++)
        merge_report(&c, &c.reports[i]);
    conclude(&c);
}

void memcheck_put_aside(const struct ground *ground, struct arena *a)
{
    DIR *d = opendir(ground->folder);
    struct dirent *entry;
    while (d && (entry = readdir(d))) {
        if (words_match("valgrind.*.xml", entry->d_name))
            (void)rename(arena_text(a, "%s/%s", ground->folder, entry->d_name),
                         arena_text(a, "%s/" ASIDE "%s", ground->folder, entry->d_name));
    }
    if (d)
        closedir(d);
}

static const char *describe(struct player *p, const struct valgrind_record *list, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
        text = arena_text(p->arena, "%s%s%s (%llu time%s)\n%s", text, i ? "\n" : "", list[i].what,
                          (unsigned long long)list[i].count, list[i].count == 1 ? "" : "s",
                          list[i].stack);
    if (count > SHOWN_MAX)
        text = arena_text(p->arena, "%s\n... and %zu more", text, count - SHOWN_MAX);
    return text;
}

static const struct valgrind_record *find(const struct memcheck_findings *f, uint64_t key)
{
    for (size_t i = 0; i < f->leak_count; i++) {
        if (f->leaks[i].key == key)
            return &f->leaks[i];
    }
    return NULL;
}

static uint64_t blocks_of(const struct memcheck_findings *f, uint64_t key)
{
    const struct valgrind_record *r = find(f, key);
    return r ? r->blocks : 0;
}

bool memcheck_grows(const struct memcheck_findings *once, const struct memcheck_findings *twice)
{
    bool grows = false;
    for (size_t i = 0; i < twice->leak_count && !grows; i++)
        grows = twice->leaks[i].blocks > blocks_of(once, twice->leaks[i].key);
    return grows;
}

static uint64_t octets_of(const struct memcheck_findings *f)
{
    uint64_t octets = 0;
    for (size_t i = 0; i < f->leak_count; i++)
        octets += f->leaks[i].bytes;
    return octets;
}

struct growth {
    struct valgrind_record *records;
    size_t count;
};

/* Those of `now` with more blocks than before; if there was something before that, then of these
 * alone those that had more blocks than in that already. */
static struct growth compare(struct player *p, const struct memcheck_findings *now,
                             const struct memcheck_findings *before,
                             const struct memcheck_findings *earlier)
{
    struct growth g = {.records = arena_zero(p->arena, now->leak_count + 1, sizeof *g.records)};
    for (size_t i = 0; i < now->leak_count; i++) {
        const struct valgrind_record *r = &now->leaks[i];
        uint64_t blocks = blocks_of(before, r->key);
        if (r->blocks > blocks && (!earlier || blocks > blocks_of(earlier, r->key)))
            g.records[g.count++] = *r;
    }
    return g;
}

/* Why no growth seen is not yet no growth, or NULL. */
static const char *blind_spot(struct player *p, const struct memcheck_findings *f, const char *when,
                              const char *tool)
{
    if (f->processes == 0)
        return arena_text(p->arena, "%s left no report%s", tool, when);
    if (f->unfinished)
        return arena_text(p->arena,
                          "%u of %u processes ended out of sight of %s%s: killed, or "
                          "their report could not be written",
                          f->unfinished, f->processes, tool, when);
    if (f->replaced)
        return arena_text(
            p->arena, "a process became another program%s: what it lost before is not known", when);
    if (f->garbled)
        return arena_text(p->arena, "a report of %s cannot be read to its end%s", tool, when);
    return NULL;
}

/* The first of the reports that hides something, or NULL. */
static const char *any_blind_spot(struct player *p, const struct memcheck_findings *once,
                                  const struct memcheck_findings *twice,
                                  const struct memcheck_findings *often)
{
    const char *blind = blind_spot(p, once, "", "memcheck");
    if (!blind && twice)
        blind = blind_spot(p, twice, " when every step was played twice", "memcheck");
    if (!blind && often)
        blind = blind_spot(p, often, " when every step was played three times", "memcheck");
    return blind;
}

static const char *losses(struct player *p, const struct memcheck_findings *once,
                          const struct memcheck_findings *twice,
                          const struct memcheck_findings *often)
{
    unsigned long long octets = octets_of(once);
    if (often)
        return arena_text(p->arena,
                          "%llu B lost, %llu B when every step is played twice, %llu B when three "
                          "times",
                          octets, (unsigned long long)octets_of(twice),
                          (unsigned long long)octets_of(often));
    if (twice)
        return arena_text(
            p->arena, "%llu B lost at the end, no more when every step is played twice", octets);
    return "0 B lost";
}

/* What is lost because of what was done is lost more often the more often that was done. What was
 * lost in the second play and not once more in the third was lost as chance had it, such as by a
 * worker whose last pointer to its memory was still on its stack in the other plays. */
static void record_leaks(struct player *p, const struct memcheck_findings *once,
                         const struct memcheck_findings *twice,
                         const struct memcheck_findings *often)
{
    static const char expected[] = "no leak that grows";
    struct growth g = {.count = 0};
    const char *blind = any_blind_spot(p, once, twice, often);
    if (often)
        g = compare(p, often, twice, once);
    if (blind && !g.count) {
        record_implicit(p, IMPLICIT_LEAKS, VERDICT_INCONCLUSIVE, expected, blind, NULL);
        return;
    }
    enum verdict verdict = g.count ? VERDICT_FAIL : often ? VERDICT_WARN : VERDICT_PASS;
    if (verdict == VERDICT_WARN)
        g = compare(p, twice, once, NULL);
    record_implicit(p, IMPLICIT_LEAKS, verdict, expected, losses(p, once, twice, often),
                    g.count ? describe(p, g.records, g.count) : NULL);
}

/* What is missing of the reports may have held an error. */
static void record_errors(struct player *p, const struct memcheck_findings *f)
{
    const char *blind = blind_spot(p, f, "", "memcheck");
    const char *measured =
        arena_text(p->arena, "%zu error%s", f->error_count, f->error_count == 1 ? "" : "s");
    if (blind && f->error_count == 0)
        record_implicit(p, IMPLICIT_ERRORS, VERDICT_INCONCLUSIVE, "0 errors", blind, NULL);
    else
        record_implicit(p, IMPLICIT_ERRORS, f->error_count ? VERDICT_FAIL : VERDICT_PASS,
                        "0 errors", measured,
                        f->error_count ? describe(p, f->errors, f->error_count) : NULL);
}

void memcheck_record(struct player *p, const struct memcheck_findings *once,
                     const struct memcheck_findings *twice, const struct memcheck_findings *often)
{
    record_metric(p, "memcheck errors", (double)once->error_count);
    record_metric(p, "memcheck lost", (double)octets_of(once));
    record_leaks(p, once, twice, often);
    record_errors(p, once);
}

void memcheck_record_races(struct player *p, const struct memcheck_findings *f, enum mode mode)
{
    enum implicit_check check = mode == MODE_HELGRIND ? IMPLICIT_HELGRIND : IMPLICIT_DRD;
    const char *measured =
        arena_text(p->arena, "%zu place%s", f->error_count, f->error_count == 1 ? "" : "s");
    const char *blind = blind_spot(p, f, "", mode_names[mode]);
    if (blind && f->error_count == 0)
        record_implicit(p, check, VERDICT_INCONCLUSIVE, "no race", blind, NULL);
    else
        record_implicit(p, check, f->error_count ? VERDICT_WARN : VERDICT_PASS, "no race", measured,
                        f->error_count ? describe(p, f->errors, f->error_count) : NULL);
}
