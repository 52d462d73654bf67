/* SPDX-License-Identifier: MIT */
/* One function per finding, in a table. Each measures or tries what a run would do. */
#include "run/doctor.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/words.h"
#include "candidate/launch.h"
#include "candidate/network.h"
#include "load/engine.h"
#include "run/ground.h"
#include "run/heap.h"

enum {
    WAKES = 200,            /* of a millisecond each */
    WAKES_P95 = 190,        /* so many of them are less late */
    LATE_US = 1000,         /* more, and a limit of 10 ms cannot be judged */
    ROOM_MIB = 64,          /* for a folder of a run, valgrind's reports in it */
    OTHER_DESCRIPTORS = 100 /* than those of a load */
};

#define TOOL_WITHIN (10 * CLOCK_S)

struct look {
    const char *programs;
    struct arena *arena;
    struct doctor_finding *finding;
};

static void say(struct look *l, enum doctor_grade grade, const char *seen, const char *remedy)
{
    l->finding->grade = grade;
    l->finding->seen = seen;
    l->finding->remedy = grade == DOCTOR_FINE ? NULL : remedy;
}

static void processors(struct look *l)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    say(l, count > 1 ? DOCTOR_FINE : DOCTOR_LESS, arena_text(l->arena, "%ld", count),
        "load and candidate share one: checks of speed will often be inconclusive");
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void timers(struct look *l)
{
    int64_t late[WAKES];
    for (int i = 0; i < WAKES; i++) {
        int64_t planned = clock_now() + CLOCK_MS;
        clock_wait(planned);
        late[i] = clock_now() - planned;
    }
    qsort(late, WAKES, sizeof *late, by_size);
    double us = (double)late[WAKES_P95] / 1e3;
    say(l, us < LATE_US ? DOCTOR_FINE : DOCTOR_LESS,
        arena_text(l->arena, "95 %% of wake-ups less than %.0f us late", us),
        "too late to judge latencies of 10 ms: they will be inconclusive until this host is quiet");
}

/* Without the colours that afl-fuzz paints even a pipe with. */
static char *plain(char *line)
{
    char *out = line;
    for (const char *at = line; *at; at++) {
        if (at[0] == '\033' && strchr(at, 'm'))
            at = strchr(at, 'm');
        else
            *out++ = *at;
    }
    *out = '\0';
    words_inert(line);
    return line;
}

/* The first line that it prints about itself; NULL if there is no such program. */
static const char *first_line(struct look *l, const char *name, const char *option)
{
    struct failure why = {0};
    struct candidate c;
    const char *program = candidate_find_program(name, l->arena, &why);
    const char *const argv[] = {name, option, NULL};
    const struct launch order = {.program = program, .argv = argv, .folder = "/", .beside = true};
    if (!program || !candidate_start(&c, &order, &why))
        return NULL;
    (void)!candidate_wait(&c, clock_now() + TOOL_WITHIN);
    const char *text = output_tail(c.output, OUTPUT_STDOUT, UINT32_MAX, l->arena);
    candidate_kill(&c);
    return plain(arena_copy(l->arena, text, strcspn(text, "\n")));
}

static void tool(struct look *l, const char *option, const char *remedy)
{
    const char *line = first_line(l, l->finding->what, option);
    say(l, line ? DOCTOR_FINE : DOCTOR_LESS,
        line && *line ? line
        : line        ? "is there"
                      : "not in PATH",
        remedy);
}

static void valgrind(struct look *l)
{
    tool(l, "--version",
         "no memcheck column, no callgrind: make deps, or apt-get install valgrind");
}

static void vgdb(struct look *l)
{
    tool(l, "--help",
         "what leaks under memcheck is not named after its step: it comes with valgrind");
}

static void fuzzer(struct look *l)
{
    tool(l, "--version", "`fuzz` steps are skipped: make deps, or apt-get install afl++");
}

static void tracer(struct look *l)
{
    tool(l, "--version", "`inject` steps are skipped: make deps, or apt-get install strace");
}

static void heap_meter(struct look *l)
{
    const char *library = heap_library(l->programs, l->arena);
    const char *trouble = heap_library_trouble(library);
    say(l, trouble ? DOCTOR_LESS : DOCTOR_FINE, trouble ? trouble : library,
        "memory is judged by resident pages, which is coarser and slower");
}

static void control(struct look *l)
{
    const char *path = arena_text(l->arena, "%s/refserver", l->programs);
    bool there = access(path, X_OK) == 0;
    say(l, there ? DOCTOR_FINE : DOCTOR_LESS, there ? path : "not beside assay",
        "nothing tells a slow server from a slow host: what fails by the clock is inconclusive");
}

static void descriptors(struct look *l)
{
    struct rlimit limit = {0};
    getrlimit(RLIMIT_NOFILE, &limit);
    unsigned long long most = limit.rlim_cur, wanted = LOAD_CONNECTIONS_MAX + OTHER_DESCRIPTORS;
    say(l, most >= wanted ? DOCTOR_FINE : DOCTOR_LESS,
        arena_text(l->arena, "%llu in a process", most),
        arena_text(l->arena,
                   "a load of more than %llu connections fails: ulimit -n %llu before assay",
                   most > OTHER_DESCRIPTORS ? most - OTHER_DESCRIPTORS : 0, wanted));
}

static void folder(struct look *l)
{
    const char *base = getenv("TMPDIR");
    struct statvfs s = {0};
    base = base && *base ? base : "/tmp";
    bool writable = access(base, W_OK | X_OK) == 0 && statvfs(base, &s) == 0;
    unsigned long long room = (unsigned long long)s.f_bavail * s.f_frsize >> 20;
    if (!writable)
        say(l, DOCTOR_NOTHING, arena_text(l->arena, "%s cannot be written", base),
            "each scenario has a folder there: name another in TMPDIR");
    else
        say(l, room >= ROOM_MIB ? DOCTOR_FINE : DOCTOR_LESS,
            arena_text(l->arena, "%s, %llu MiB free", base, room),
            "reports of valgrind may not fit: name another in TMPDIR");
}

/* The kernel gives ports of its own range to whoever connects: one may be in the way. */
static void ports(struct look *l)
{
    int first = 0, last = 0;
    FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
    bool known = f && fscanf(f, "%d %d", &first, &last) == 2;
    if (f)
        fclose(f);
    bool overlap = known && first < GROUND_PORT_END && last >= GROUND_PORT_FIRST;
    say(l, overlap ? DOCTOR_LESS : DOCTOR_FINE,
        arena_text(l->arena, "%d to %d for candidates, %d to %d for clients", GROUND_PORT_FIRST,
                   GROUND_PORT_END - 1, first, last),
        "a client's port may be in the way of a candidate: "
        "sysctl net.ipv4.ip_local_port_range='32768 60999'");
}

static void network(struct look *l)
{
    struct failure why = {0};
    bool own = network_is_permitted(&why);
    say(l, own ? DOCTOR_FINE : DOCTOR_LESS,
        own ? "one of its own for each candidate" : arena_text(l->arena, "%s", why.sentence),
        "candidates share the ports of this host with others, and may call whom they like");
}

static void pidfds(struct look *l)
{
    int fd = pidfd_open(getpid(), 0);
    bool there = fd != -1;
    if (there)
        close(fd);
    say(l, there ? DOCTOR_FINE : DOCTOR_LESS, there ? "pidfd_open(2)" : "no pidfd_open(2)",
        "the end of a candidate is noticed up to 5 ms late");
}

static void strangers(struct look *l)
{
    bool root = geteuid() == 0;
    say(l, DOCTOR_LESS, root ? "root" : "not root",
        root ? "candidates run as root, too, unless --user names somebody else"
             : "candidates that change their user cannot be looked into, and are inconclusive");
}

static const struct {
    const char *what;
    void (*look)(struct look *l);
} looks[] = {
    {"processors", processors},
    {"timers", timers},
    {"temporary folder", folder},
    {"network", network},
    {"ports", ports},
    {"descriptors", descriptors},
    {"user", strangers},
    {"ends of processes", pidfds},
    {"heap meter", heap_meter},
    {"control server", control},
    {"valgrind", valgrind},
    {"vgdb", vgdb},
    {"afl-fuzz", fuzzer},
    {"strace", tracer},
};

const struct doctor_finding *doctor_examine(const char *programs, struct arena *a, size_t *count)
{
    *count = sizeof looks / sizeof *looks;
    struct doctor_finding *findings = arena_zero(a, *count, sizeof *findings);
    for (size_t i = 0; i < *count; i++) {
        struct look l = {.programs = programs, .arena = a, .finding = &findings[i]};
        findings[i].what = looks[i].what;
        looks[i].look(&l);
    }
    return findings;
}
