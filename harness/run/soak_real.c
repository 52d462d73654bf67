/* SPDX-License-Identifier: MIT */
/* A soak that lasts as long as it says. Every reading is also a line in a checkpoint beside the
 * reports, on the disk before the next cycle: whatever ends assay, the same command goes on from
 * there, with a new process of the candidate.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "oracle/soaked.h"
#include "run/digest.h"
#include "run/player.h"
#include "run/soak.h"

#define BLOCK_LEAST (1 * CLOCK_S)
#define BLOCK_GRACE (60 * CLOCK_S) /* that a block may take longer than planned */

enum { BLOCKS = 1440, LINE_MAX_OCTETS = 512 }; /* readings of a whole soak: a minute in a day */

struct real {
    struct player *player;
    const struct step *step;
    int64_t duration;
    const char *path, *head; /* of the checkpoint; its first line */
    FILE *checkpoint;        /* NULL: it cannot be written, and the soak goes on without */
    struct soaked_reading *readings;
    size_t count, room;
    unsigned segment;
    const char *cut; /* why it did not last, or NULL */
};

static struct soaked_reading *latest(struct real *r)
{
    return r->count ? &r->readings[r->count - 1] : NULL;
}

static void keep(struct real *r, const struct soaked_reading *reading)
{
    if (!r->readings || r->count == r->room)
        r->readings =
            arena_grow(r->player->arena, r->readings, r->count, &r->room, sizeof *r->readings);
    r->readings[r->count++] = *reading;
}

static bool parse(const char *line, struct soaked_reading *r)
{
    struct growth_reading *m = &r->at.memory;
    int metered, readable;
    int found = sscanf(
        line, "%u %" SCNd64 " %u %" SCNu64 " %d %d %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNu64,
        &r->segment, &r->elapsed, &r->errors, &r->at.cycles, &metered, &readable, &m->blocks,
        &m->octets, &m->anonymous, &r->at.taken_octets);
    m->metered = metered == 1;
    m->readable = readable == 1;
    return found == 10 && strchr(line, '\n');
}

static void write_down(struct real *r, const struct soaked_reading *reading)
{
    const struct growth_reading *m = &reading->at.memory;
    if (!r->checkpoint)
        return;
    fprintf(r->checkpoint,
            "%u %" PRId64 " %u %" PRIu64 " %d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRIu64 "\n",
            reading->segment, reading->elapsed, reading->errors, reading->at.cycles, m->metered,
            m->readable, m->blocks, m->octets, m->anonymous, reading->at.taken_octets);
    if (fflush(r->checkpoint) == 0)
        (void)fdatasync(fileno(r->checkpoint));
}

/* What an earlier run of the same soak left. A line that was cut off is not read. */
static void read_checkpoint(struct real *r)
{
    char line[LINE_MAX_OCTETS];
    struct soaked_reading reading = {0};
    FILE *old = fopen(r->path, "re");
    if (old && fgets(line, sizeof line, old) && strcmp(line, r->head) == 0) {
        while (fgets(line, sizeof line, old) && parse(line, &reading))
            keep(r, &reading);
    }
    if (old)
        fclose(old);
    r->segment = r->count ? latest(r)->segment + 1 : 1;
}

/* Written anew, so that a half line at its end is gone. */
static void open_checkpoint(struct real *r)
{
    read_checkpoint(r);
    r->checkpoint = fopen(r->path, "we");
    if (!r->checkpoint)
        return;
    fputs(r->head, r->checkpoint);
    for (size_t i = 0; i < r->count; i++)
        write_down(r, &r->readings[i]);
}

static const char *head_of(struct real *r)
{
    struct player *p = r->player;
    const char *exe = arena_text(p->arena, "/proc/%d/exe", p->candidate->pid);
    const char *digest = digest_file(exe, p->arena);
    return arena_text(p->arena, "assay-soak 1 %s %.20s %.60s %g/s %" PRId64 "\n",
                      digest ? digest : "-", p->scenario->id, r->step->target, r->step->rate,
                      r->duration);
}

static void tell(struct real *r, const struct soaked_reading *now)
{
    char line[120];
    struct player *p = r->player;
    snprintf(line, sizeof line, "%.2f of %s, %" PRIu64 " cycles", (double)now->elapsed / 3600e9,
             soak_span_text(p, r->duration), now->at.cycles);
    soak_tell(p, line);
}

/* One block; false when the soak cannot go on. */
static bool soak_block(struct real *r, struct soaked_reading *now)
{
    struct player *p = r->player;
    int64_t block = r->duration / BLOCKS > BLOCK_LEAST ? r->duration / BLOCKS : BLOCK_LEAST;
    int64_t begun = clock_now(), apart = (int64_t)(1e9 / r->step->rate);
    unsigned planned = (unsigned)(block / apart ? block / apart : 1);
    int64_t deadline = begun + block + BLOCK_GRACE;
    unsigned made = churn_some(p, r->step, planned, apart,
                               deadline < p->deadline ? deadline : p->deadline, &now->errors);
    now->at = soak_read(p, now->at.cycles + made);
    now->elapsed += clock_now() - begun;
    if (made < planned)
        r->cut = candidate_wait(p->candidate, 0) ? "the candidate ended"
                 : interrupt_signal()            ? "interrupted"
                                                 : "the cycles took too long";
    return made == planned;
}

static void last(struct real *r)
{
    struct soaked_reading now = {.segment = r->segment};
    if (latest(r)) {
        now = *latest(r);
        now.segment = r->segment;
    }
    now.at = soak_read(r->player, now.at.cycles);
    while (now.elapsed < r->duration) {
        keep(r, &now);
        write_down(r, &now);
        tell(r, &now);
        if (!soak_block(r, &now))
            return;
    }
    keep(r, &now);
}

static const char *value_of(struct real *r, const struct soaked *s)
{
    struct arena *a = r->player->arena;
    if (r->cut)
        return arena_text(a, "%s after %.2f h; the same command goes on from there", r->cut,
                          latest(r) ? (double)latest(r)->elapsed / 3600e9 : 0);
    if (s->answer == SOAK_OPEN)
        return "too short to say anything: it needs 12 readings, one in a second";
    if (s->answer == SOAK_UNKNOWN && !latest(r)->at.memory.readable)
        return "the memory of a process of the tree cannot be read";
    return arena_text(a, "%s: %s more%s", s->tier == TIER_HEAP ? "heap meter" : "resident memory",
                      soak_size_text(r->player, (double)s->octets),
                      s->keeps_growing ? ", more blocks in each of six equal parts" : "");
}

static void conclude(struct real *r, double budget)
{
    struct player *p = r->player;
    struct soaked s = {.answer = SOAK_OPEN};
    if (!r->cut && r->count)
        s = soaked_judge(budget, r->readings, r->count);
    const struct soaked_reading *end = latest(r);
    sample_take(p, "errors", end ? end->errors : 0);
    record_metric(p, "soak cycles", end ? (double)end->at.cycles : 0);
    if (s.answer == SOAK_PASS || s.answer == SOAK_FAIL)
        record_metric(p, "soak growth", (double)s.octets);
    const char *words = arena_text(
        p->arena,
        "measured, not extrapolated: %.2f h of '%s' at %g/s in %u segment%s, each from the end of "
        "its warm-up, a tenth of it. Not shown: other requests, and what is freed only at the end",
        end ? (double)end->elapsed / 3600e9 : 0, r->step->name, r->step->rate, s.segments,
        s.segments == 1 ? "" : "s");
    struct soak_reading *curve = arena_zero(p->arena, r->count + 1, sizeof *curve);
    for (size_t i = 0; i < r->count; i++)
        curve[i] = r->readings[i].at;
    soak_record(
        p, arena_text(p->arena, "no memory leak in %s, measured", soak_span_text(p, r->duration)),
        s.answer, arena_text(p->arena, "at most %s", soak_size_text(p, budget)), value_of(r, &s),
        words, soak_curve(p, curve, r->count));
}

void soak_really(struct player *p, const struct step *s)
{
    struct real r = {.player = p, .step = s, .duration = p->soak->duration};
    r.path = arena_text(p->arena, "%s/soak-%s.checkpoint", p->soak->folder, p->scenario->id);
    r.head = head_of(&r);
    open_checkpoint(&r);
    last(&r);
    if (r.checkpoint)
        fclose(r.checkpoint);
    if (!r.cut || strcmp(r.cut, "the candidate ended") == 0)
        (void)unlink(r.path);
    conclude(&r, s->budget * (double)r.duration / (double)s->span);
}
