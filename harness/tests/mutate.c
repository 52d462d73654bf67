/* SPDX-License-Identifier: MIT */
/* The loader survives what is almost a scenario: shipped files, mutated by a seeded generator, go
 * into it in this process. Each must be refused with a message or be taken, and neither may crash
 * or take long. What fails is kept beside the program, as mutant-SEED-NUMBER.yaml.
 *
 * usage: mutate COUNT SEED FOLDER FILE...
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/chance.h"
#include "base/clock.h"
#include "candidate/profile.h"
#include "data/file.h"
#include "data/yaml.h"
#include "scenario/capabilities.h"
#include "scenario/glossary.h"
#include "scenario/load.h"

enum { MUTATIONS_MAX = 6, SPAN_MAX = 64, FILES_MAX = 256, TEXT_MAX = 64 * 1024 };
enum { HOPELESS_S = 60 }; /* a reading of this long never ends */

#define LONG_NS (5 * CLOCK_S) /* of processor time: a reading that a person would call hung */

struct source_file {
    struct bytes text;
    bool is_candidate;
};

struct mutator {
    struct chance chance;
    struct source_file files[FILES_MAX];
    size_t file_count;
    struct arena arena;
    const struct term *terms;
    size_t term_count;
    struct bytes text; /* the mutant */
    const char *folder;
    uint64_t seed;
    unsigned long number; /* of the mutant */
    unsigned long taken, refused, failed;
};

static struct mutator m; /* the handler of SIGPROF needs it */

static size_t below(size_t limit)
{
    return chance_below(&m.chance, limit);
}

/* --- mutations -------------------------------------------------------------------------------- */

/* Puts `length` octets in the place of `gone` octets at `at`. */
static void splice(size_t at, size_t gone, const char *octets, size_t length)
{
    struct bytes out;
    bytes_init(&out, TEXT_MAX);
    bytes_add(&out, m.text.data, at);
    bytes_add(&out, octets, length);
    bytes_add(&out, m.text.data + at + gone, m.text.length - at - gone);
    bytes_release(&m.text);
    m.text = out;
}

static size_t span_at(size_t at)
{
    size_t left = m.text.length - at, span = 1 + below(SPAN_MAX);
    return span < left ? span : left;
}

static void change_octet(void)
{
    size_t at = below(m.text.length);
    const char octet = (char)(chance_next(&m.chance) & 0xff);
    splice(at, m.text.length ? 1 : 0, &octet, 1);
}

static void drop_span(void)
{
    size_t at = below(m.text.length);
    splice(at, span_at(at), "", 0);
}

static void repeat_span(void)
{
    size_t at = below(m.text.length), length = span_at(at);
    char copy[SPAN_MAX];
    memcpy(copy, m.text.data + at, length);
    splice(below(m.text.length), 0, copy, length);
}

/* What YAML and the check lines are made of. */
static void insert_mark(void)
{
    static const char *const marks[] = {": ",
                                        "- ",
                                        "\n",
                                        "\n---\n",
                                        "#",
                                        " #",
                                        "'",
                                        "\"",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        "${",
                                        "}",
                                        "&a ",
                                        "*a",
                                        "<<: ",
                                        "|",
                                        ">",
                                        "!!str ",
                                        "%",
                                        "\\x",
                                        "\\{A*",
                                        "}",
                                        "\t",
                                        "\r",
                                        "\xff",
                                        "\xef\xbb\xbf",
                                        "== ",
                                        " ~ ",
                                        "ms",
                                        "KiB",
                                        "999999999999999999999",
                                        "-1",
                                        "0",
                                        "null",
                                        "~",
                                        "true",
                                        "? ",
                                        "  ",
                                        "\n  ",
                                        "{{{{{{{{{{{{{{{{",
                                        "[[[[[[[[[[[[[[[[",
                                        "(((((((("};
    const char *mark = marks[below(sizeof marks / sizeof *marks)];
    splice(below(m.text.length + 1), 0, mark, strlen(mark));
}

static void insert_term(void)
{
    const struct term *term = &m.terms[below(m.term_count)];
    const char *text = term->example && below(2) ? term->example : term->name;
    splice(below(m.text.length + 1), 0, text, strlen(text));
}

static size_t line_start(size_t at)
{
    while (at > 0 && m.text.data[at - 1] != '\n')
        at--;
    return at;
}

static void drop_line(void)
{
    size_t at = line_start(below(m.text.length));
    size_t length = strcspn(m.text.data + at, "\n");
    splice(at, length + (at + length < m.text.length), "", 0);
}

static void shift_line(void)
{
    size_t at = line_start(below(m.text.length));
    bool left = below(2) && m.text.data[at] == ' ';
    splice(at, left ? 1 : 0, left ? "" : " ", left ? 0 : 1);
}

/* A piece of another file. */
static void cross(void)
{
    const struct bytes *other = &m.files[below(m.file_count)].text;
    size_t from = below(other->length), length = 1 + below(8 * (size_t)SPAN_MAX);
    if (length > other->length - from)
        length = other->length - from;
    splice(below(m.text.length + 1), 0, other->data + from, length);
}

static void cut_off(void)
{
    size_t at = below(m.text.length);
    splice(at, m.text.length - at, "", 0);
}

static const struct source_file *make_mutant(void)
{
    static void (*const mutations[])(void) = {change_octet, change_octet, drop_span,   repeat_span,
                                              insert_mark,  insert_mark,  insert_term, insert_term,
                                              drop_line,    shift_line,   cross,       cut_off};
    const struct source_file *file = &m.files[below(m.file_count)];
    size_t count = 1 + below(MUTATIONS_MAX);
    bytes_clear(&m.text);
    bytes_add(&m.text, file->text.data, file->text.length);
    for (size_t i = 0; i < count; i++)
        mutations[below(sizeof mutations / sizeof *mutations)]();
    return file;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_scenario(FILE *said, unsigned *errors)
{
    const struct known known = {.requirements = NULL, .capabilities = capability_names()};
    struct scenario_set set;
    unsigned warnings = 0;
    scenario_set_init(&set);
    bool taken = scenarios_parse(&set, "scenarios/mutant.yaml", m.text.data, m.text.length, &known,
                                 false, said, errors, &warnings);
    bool sound = set.count == (taken ? 1 : 0);
    scenario_set_release(&set);
    return sound && taken == (*errors == 0);
}

static bool read_candidate(FILE *said, unsigned *errors)
{
    struct profile profile;
    bool taken = profile_parse(&profile, "scenarios/candidates/mutant.yaml", m.text.data,
                               m.text.length, said, errors);
    bool sound = !taken || (profile.title && profile.command_count > 0);
    profile_release(&profile);
    return sound && taken == (*errors == 0);
}

static void keep_mutant(const char *why)
{
    char path[512];
    snprintf(path, sizeof path, "%s/mutant-%llu-%lu.yaml", m.folder, (unsigned long long)m.seed,
             m.number);
    FILE *out = fopen(path, "w");
    if (out) {
        fwrite(m.text.data, 1, m.text.length, out);
        fclose(out);
    }
    fprintf(stderr, "FAILED  %s: %s\n", path, why);
}

/* Nothing else can be said of a reader that never returns. */
static void on_timer(int signal)
{
    (void)signal;
    keep_mutant("it is still being read");
    _exit(1);
}

static void try_one(void)
{
    const struct source_file *file = make_mutant();
    char *words = NULL;
    size_t size = 0;
    unsigned errors = 0;
    FILE *said = open_memstream(&words, &size);
    if (!said)
        abort(); /* no memory: nothing can be tested */
    setitimer(ITIMER_PROF, &(struct itimerval){.it_value = {.tv_sec = HOPELESS_S}}, NULL);
    int64_t begun = clock_of_thread();
    bool sound = file->is_candidate ? read_candidate(said, &errors) : read_scenario(said, &errors);
    bool is_long = clock_of_thread() - begun > LONG_NS;
    fclose(said);
    bool mute = errors > 0 && !strstr(words, "mutant.yaml");
    const char *why = !sound    ? "the answer and the count of errors disagree"
                      : mute    ? "errors without a message"
                      : is_long ? "it took more than 5 s"
                                : NULL;
    if (why) {
        keep_mutant(why);
        m.failed++;
    } else if (errors) {
        m.refused++;
    } else {
        m.taken++;
    }
    free(words);
}

static bool load_file(const char *path)
{
    struct failure why = {.code = FAILURE_NONE};
    struct source_file *file = &m.files[m.file_count];
    bytes_init(&file->text, TEXT_MAX);
    if (!file_read(&file->text, path, &why)) {
        fprintf(stderr, "mutate: %s\n", why.sentence);
        return false;
    }
    file->is_candidate = strstr(file->text.data, "\ncandidate:") != NULL;
    m.file_count++;
    return true;
}

int main(int argc, char **argv)
{
    unsigned long count = argc > 4 ? strtoul(argv[1], NULL, 10) : 0;
    if (count == 0 || argc - 4 > FILES_MAX) {
        fputs("usage: mutate COUNT SEED FOLDER FILE...\n", stderr);
        return 2;
    }
    m.seed = m.chance.state = strtoull(argv[2], NULL, 10);
    m.folder = argv[3];
    for (int i = 4; i < argc; i++) {
        if (!load_file(argv[i]))
            return 2;
    }
    arena_init(&m.arena);
    m.terms = glossary(&m.arena, &m.term_count);
    bytes_init(&m.text, TEXT_MAX);
    sigaction(SIGPROF, &(struct sigaction){.sa_handler = on_timer}, NULL);
    for (m.number = 1; m.number <= count; m.number++)
        try_one();
    printf("%lu mutants, seed %llu: %lu taken, %lu refused, %lu failed\n", count,
           (unsigned long long)m.seed, m.taken, m.refused, m.failed);
    printf("%d passed, %d failed\n", m.failed == 0, m.failed > 0);
    for (size_t i = 0; i < m.file_count; i++)
        bytes_release(&m.files[i].text);
    bytes_release(&m.text);
    arena_release(&m.arena);
    return m.failed > 0;
}
