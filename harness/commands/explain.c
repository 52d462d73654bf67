/* SPDX-License-Identifier: MIT */
/* `assay explain`: what a word of the languages means. Everything it says is in the tables that the
 * readers use.
 */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "commands/commands.h"
#include "commands/places.h"
#include "commands/prose.h"
#include "commands/schema.h"
#include "oracle/verdict.h"
#include "scenario/glossary.h"
#include "scenario/requirements.h"

enum { STATUS_FINE = 0, STATUS_USAGE = 2 };

enum { OPT_SCHEMA = 256, OPT_MANUAL, OPT_NAMES };

enum { WORD_ROOM = 200, LIST_INDENT = 25, LABEL_INDENT = 13 };

enum { RELATED_MAX = 8 };

struct options {
    char word[WORD_ROOM]; /* several arguments are one name: latency p95 */
    const char *schema;
    bool manual, names;
};

static const struct argp_option table[] = {
    {.name = "schema",
     .key = OPT_SCHEMA,
     .arg = "KIND",
     .doc =
         "print the JSON Schema of `scenario` or `candidate` files, for editors, or of a `run`'s "
         "run.json"},
    {.name = "manual",
     .key = OPT_MANUAL,
     .doc = "print everything as a part of a man page (scdoc)"},
    {.name = "names", .key = OPT_NAMES, .doc = "print the names alone, one a line"},
    {0},
};

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    size_t used = strlen(o->word);
    switch (key) {
    case OPT_SCHEMA: o->schema = arg; return 0;
    case OPT_MANUAL: o->manual = true; return 0;
    case OPT_NAMES: o->names = true; return 0;
    case ARGP_KEY_ARG:
        snprintf(o->word + used, sizeof o->word - used, "%s%s", used ? " " : "", arg);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* --- one term --------------------------------------------------------------------------------- */

static void print_label(const char *label, const char *text)
{
    if (!text)
        return;
    printf("  %-*s", LABEL_INDENT - 2, label);
    prose_print(stdout, LABEL_INDENT, LABEL_INDENT, text);
}

static void print_example(const char *example)
{
    const char *label = "example";
    for (const char *at = example; at && *at; label = "") {
        size_t length = strcspn(at, "\n");
        printf("  %-*s%.*s\n", LABEL_INDENT - 2, label, (int)length, at);
        at += length + (at[length] == '\n');
    }
}

static void print_term(const struct term *t)
{
    int width = printf("%s: ", t->name);
    prose_print(stdout, width, 2, t->where);
    fputs("  ", stdout);
    prose_print(stdout, 2, 2, t->about);
    print_label("takes", t->takes);
    print_label("goes with", t->goes_with);
    print_label("without it", t->compulsory ? "an error: it is compulsory" : t->otherwise);
    print_example(t->example);
}

/* Terms of that name; returns how many. */
static size_t print_named(const struct term *terms, size_t count, const char *name)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(terms[i].name, name) != 0)
            continue;
        fputs(found++ ? "\n" : "", stdout);
        print_term(&terms[i]);
    }
    return found;
}

/* `before-answer` is no word, but `close:` takes it. */
static size_t print_value(const char *name)
{
    size_t found = 0;
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        for (const char *const *one = word->names; one && *one; one++) {
            if (strcmp(*one, name) != 0)
                continue;
            printf("%s: `%s:` of %s can take it (assay explain %s)\n", name, word->name,
                   word_place_name(word->place), word->name);
            found++;
        }
    }
    return found;
}

static bool is_either(const char *word, const char *one, const char *other)
{
    return strcasecmp(word, one) == 0 || strcmp(word, other) == 0;
}

/* What stands in reports. Returns how many there are. */
static size_t print_verdict(const char *name)
{
    size_t found = 0;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (!is_either(name, verdict_name((enum verdict)v), verdict_shout((enum verdict)v)))
            continue;
        printf("%s: a verdict on a check or a scenario\n  %s\n", name,
               verdict_about((enum verdict)v));
        found++;
    }
    for (int v = 0; v < RUN_COUNT; v++) {
        enum run_verdict run = (enum run_verdict)v;
        if (!is_either(name, run_verdict_name(run), run_verdict_shout(run)))
            continue;
        printf("%s%s: the verdict on a run, exit status %d\n  %s\n", found ? "\n" : "", name,
               run_verdict_status(run, (unsigned[VERDICT_COUNT]){[VERDICT_PASS] = 1}),
               run_verdict_about(run));
        found++;
    }
    return found;
}

static size_t print_requirement(const char *id)
{
    struct requirement_list list;
    struct failure why = {.code = FAILURE_NONE};
    unsigned errors = 0;
    char path[4096];
    snprintf(path, sizeof path, "%s/requirements.yaml", place_scenarios());
    bool loaded = requirements_load(&list, path, stderr, &errors, &why);
    const struct requirement *r = loaded ? requirement_find(&list, id) : NULL;
    if (r) {
        printf("%s: a requirement%s%s\n  ", r->id, *r->source ? ", from " : "", r->source);
        prose_print(stdout, 2, 2, r->title);
        printf("  `assay list` shows which scenarios cover it\n");
    }
    requirements_release(&list);
    return r != NULL;
}

static bool speaks_of(const struct term *t, const char *word)
{
    return strcasestr(t->name, word) || strcasestr(t->about, word) ||
           (t->example && t->kind == TERM_WORD && strcasestr(t->example, word));
}

/* The names of what speaks of it, or NULL. */
static const char *related(const struct term *terms, size_t count, const char *word,
                           struct arena *a)
{
    const char *list = NULL;
    unsigned found = 0;
    for (size_t i = 0; i < count && found < RELATED_MAX; i++) {
        if (!speaks_of(&terms[i], word))
            continue;
        list = list ? arena_text(a, "%s, '%s'", list, terms[i].name)
                    : arena_text(a, "'%s'", terms[i].name);
        found++;
    }
    return list;
}

static int unknown(const struct term *terms, size_t count, const char *name, struct arena *a)
{
    const char **names = arena_zero(a, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = terms[i].name;
    const char *near = words_nearest(name, names);
    const char *others = related(terms, count, name, a);
    if (others)
        fprintf(stderr, "assay explain: '%s' is no word; these speak of it: %s\n", name, others);
    else if (near)
        fprintf(stderr, "assay explain: unknown word '%s'; did you mean '%s'?\n", name, near);
    else
        fprintf(stderr, "assay explain: unknown word '%s'; `assay explain` lists them\n", name);
    return STATUS_USAGE;
}

static int explain_word(const struct term *terms, size_t count, char *name, struct arena *a)
{
    size_t length = strlen(name);
    if (length > 1 && name[length - 1] == ':') /* as it is written in a file */
        name[length - 1] = '\0';
    if (print_named(terms, count, name) || print_value(name) || print_verdict(name) ||
        print_requirement(name))
        return STATUS_FINE;
    return unknown(terms, count, name, a);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void print_row(const struct term *t)
{
    int width = printf("  %-*s", LIST_INDENT - 3, t->name);
    if (width >= LIST_INDENT)
        width = printf("\n%*s", LIST_INDENT - 1, "") - 1;
    fputc(' ', stdout);
    prose_print(stdout, width + 1, LIST_INDENT, t->about);
}

static void print_all(const struct term *terms, size_t count)
{
    const char *heading = "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(heading, terms[i].heading) != 0) {
            heading = terms[i].heading;
            printf("%s%s:\n", i ? "\n" : "", heading);
        }
        print_row(&terms[i]);
    }
    printf("\n`assay explain WORD` says what each takes, its default, and shows an example.\n");
}

static void print_names(const struct term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        puts(terms[i].name);
}

/* --- a part of a man page --------------------------------------------------------------------- */

/* What scdoc would take for markup is escaped. */
static void put_scdoc(const char *text)
{
    for (; *text; text++) {
        if (strchr("\\*_+~#<>[]|-", *text))
            putchar('\\');
        putchar(*text);
    }
}

static void put_sentence(const char *before, const char *text)
{
    if (!text)
        return;
    fputs(before, stdout);
    put_scdoc(text);
    putchar('.');
}

static void print_manual_term(const struct term *t)
{
    putchar('*');
    put_scdoc(t->name);
    fputs("* (", stdout);
    put_scdoc(t->where);
    fputs(")\n\t", stdout);
    put_sentence("", t->about);
    put_sentence(" Takes ", t->takes);
    put_sentence(" Goes with ", t->goes_with);
    put_sentence(" If left out: ", t->otherwise);
    fputs(t->compulsory ? " Compulsory.\n\n" : "\n\n", stdout);
    if (!t->example)
        return;
    fputs("\t```\n\t", stdout);
    for (const char *at = t->example; *at; at++) {
        putchar(*at);
        if (*at == '\n' || *at == '\\') /* which escapes in examples, too */
            putchar(*at == '\n' ? '\t' : '\\');
    }
    fputs("\n\t```\n\n", stdout);
}

static void print_manual(const struct term *terms, size_t count)
{
    const char *heading = "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(heading, terms[i].heading) != 0) {
            heading = terms[i].heading;
            printf("## %s\n\n", heading);
        }
        print_manual_term(&terms[i]);
    }
}

static int explain(struct options *o, struct arena *a)
{
    size_t count;
    const struct term *terms = glossary(a, &count);
    if (o->schema)
        return schema_print(stdout, o->schema) ? STATUS_FINE : STATUS_USAGE;
    if (*o->word)
        return explain_word(terms, count, o->word, a);
    if (o->names)
        print_names(terms, count);
    else if (o->manual)
        print_manual(terms, count);
    else
        print_all(terms, count);
    return STATUS_FINE;
}

int command_explain(int argc, char **argv)
{
    static const struct argp parser = {
        .options = table,
        .parser = take_option,
        .args_doc = "[WORD]",
        .doc = "Say what a word means: of scenario and candidate files, of check lines, outcomes, "
               "capabilities, metrics. Without a WORD all of them are listed.",
    };
    struct options o = {.schema = NULL};
    struct arena arena;
    argp_err_exit_status = STATUS_USAGE;
    argp_parse(&parser, argc, argv, 0, NULL, &o);
    arena_init(&arena);
    int status = explain(&o, &arena);
    if (o.schema && status != STATUS_FINE)
        fprintf(stderr, "assay explain: --schema takes scenario, candidate or run, not '%s'\n",
                o.schema);
    arena_release(&arena);
    return status;
}
