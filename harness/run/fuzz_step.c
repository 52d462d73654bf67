/* SPDX-License-Identifier: MIT */
/* A bounded run of AFL++ on a target that stands beside assay, and its figures as metrics.
 *
 * The fuzzer is started like a candidate: in a session of its own, its output drained, killed with
 * its children at the deadline or on Ctrl-C.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "run/player.h"
#include "run/soak.h"

#define FUZZ_USUALLY (30 * CLOCK_S)
#define FUZZ_GRACE   (30 * CLOCK_S) /* calibration of the seeds comes on top */

enum { LAST_WORDS = 8, FINDS_KEPT = 10 };

/* The figures of fuzzer_stats (AFL++ 4) that are metrics here. */
static const struct {
    const char *key, *metric;
    double scale;
} figures[] = {
    {"execs_done", "fuzz executions", 1},  {"corpus_count", "fuzz inputs kept", 1},
    {"saved_crashes", "fuzz crashes", 1},  {"saved_hangs", "fuzz hangs", 1},
    {"stability", "fuzz stability", 0.01}, /* "100.00%" */
};

/* Both sides on one processor, if one is free, wake each other for every input in half the time.
 * What seems to hang is asked again with ten seconds: a busy host takes one away now and then. */
static const char *const environment[] = {
    "AFL_NO_UI=1",
    "AFL_SKIP_CPUFREQ=1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1",
    "AFL_TRY_AFFINITY=1",
    "AFL_FAST_CAL=1",
    "AFL_HANG_TMOUT=10000",
    NULL,
};

static void take_figure(struct player *p, const char *line)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        size_t length = strlen(figures[i].key);
        const char *colon = strchr(line, ':');
        if (!colon || strncmp(line, figures[i].key, length) != 0 || line[length] != ' ')
            continue;
        double value = strtod(colon + 1, NULL) * figures[i].scale;
        sample_take(p, figures[i].metric, value);
        record_metric(p, figures[i].metric, value);
    }
}

static void take_figures(struct player *p, const char *path)
{
    char line[256];
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        take_figure(p, line);
    if (f)
        fclose(f);
}

struct target {
    const char *name, *binary, *seeds, *dictionary, *out;
};

static struct target target_of(const struct player *p, const char *name)
{
    struct arena *a = p->arena;
    return (struct target){.name = name,
                           .binary = arena_text(a, "%s/fuzz/%s_fuzz", p->programs, name),
                           .seeds = arena_text(a, "%s/../fuzz/corpus/%s", p->programs, name),
                           .dictionary = arena_text(a, "%s/../fuzz/%s.dict", p->programs, name),
                           .out = arena_text(a, "%s/fuzz", p->ground->folder)};
}

/* An input goes beside the reports, because the fuzzer's own folder ends with the run; and a line
 * about it into the evidence. */
static void keep_find(struct player *p, const char *from, const char *to)
{
    struct failure why = {0};
    const char *line = ground_copy_file(from, to, &why) ? to : why.sentence;
    p->problems = arena_text(p->arena, "%s%s%s", p->problems ? p->problems : "",
                             p->problems ? "\n" : "", line);
}

static int is_find(const struct dirent *entry)
{
    return strncmp(entry->d_name, "id:", 3) == 0;
}

static const char *kept_name(struct player *p, const struct target *t, const char *what, int number)
{
    return arena_text(p->arena, "%s/fuzz-%s-%s-%d", p->soak->folder, t->name, what, number);
}

/* `what` is "crash" or "hang": AFL++ keeps them in folders of these names. */
static void keep_finds(struct player *p, const struct target *t, const char *what,
                       const char *folder)
{
    struct dirent **finds = NULL;
    const char *from = arena_text(p->arena, "%s/default/%s", t->out, folder);
    int count = scandir(from, &finds, is_find, alphasort);
    for (int i = 0; i < FINDS_KEPT; i++) {
        const char *to = kept_name(p, t, what, i);
        unlink(to); /* of an earlier run */
        if (i < count)
            keep_find(p, arena_text(p->arena, "%s/%s", from, finds[i]->d_name), to);
    }
    for (int i = 0; i < count; i++)
        free(finds[i]);
    free(finds);
}

/* NULL: nothing is in the way. */
static const char *missing(const struct target *t, const char **fuzzer, struct arena *a)
{
    struct failure why = {0};
    *fuzzer = candidate_find_program("afl-fuzz", a, &why);
    if (!*fuzzer)
        return "AFL++ is not installed (make deps)";
    if (access(t->binary, X_OK) == -1 || access(t->seeds, R_OK) == -1)
        return arena_text(a, "%s is not built (make fuzz)", t->binary);
    return NULL;
}

static void run_fuzzer(struct player *p, const struct step *s, const struct target *t,
                       const char *fuzzer)
{
    struct failure why = {0};
    struct candidate c;
    int64_t span = s->within ? s->within : FUZZ_USUALLY;
    const char *seconds = arena_text(p->arena, "%lld", (long long)(span / CLOCK_S));
    const char *seed = arena_text(p->arena, "%llu", (unsigned long long)p->seed);
    const char *const argv[] = {fuzzer, "-i",    t->seeds, "-o", t->out,    "-x",   t->dictionary,
                                "-V",   seconds, "-s",     seed, "-t",      "1000", "-m",
                                "none", "-G",    "32768",  "--", t->binary, NULL};
    const struct launch order = {.program = fuzzer,
                                 .argv = argv,
                                 .environment = environment,
                                 .folder = p->ground->folder,
                                 .beside = true};
    if (!candidate_start(&c, &order, &why))
        return;
    int64_t deadline = clock_now() + span + FUZZ_GRACE;
    if (!candidate_wait(&c, deadline < p->deadline ? deadline : p->deadline) || c.exit_code != 0)
        p->problems = output_tail(c.output, OUTPUT_STDOUT, LAST_WORDS, p->arena);
    candidate_kill(&c);
    take_figures(p, arena_text(p->arena, "%s/default/fuzzer_stats", t->out));
    keep_finds(p, t, "crash", "crashes");
    keep_finds(p, t, "hang", "hangs");
}

void play_fuzz(struct player *p, const struct step *s)
{
    const char *fuzzer;
    struct target t = target_of(p, s->fuzz);
    samples_clear(p);
    const char *reason = missing(&t, &fuzzer, p->arena);
    if (reason) {
        record_skipped(p, s, reason);
        return;
    }
    run_fuzzer(p, s, &t, fuzzer);
    record_step(p, s, NULL, NULL);
}
