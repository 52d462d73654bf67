/* SPDX-License-Identifier: MIT */
/* expat calls back at each element; a table says which field an element's text belongs to.
 */
#include "probes/valgrind.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "probes/stack.h"

enum { READ_AT_ONCE = 64 * 1024 };

struct reader {
    struct valgrind_report *report;
    struct arena *arena;
    struct bytes text; /* of the innermost element */
    struct valgrind_record now;
    struct stack_frame frame;
    struct stack stack;
    bool in_error, in_first_stack, had_stack, in_counts;
    uint64_t pair_count, pair_unique;
    const char *ended_by; /* name of the signal, once it is known */
};

void valgrind_add(struct valgrind_report *r, const struct valgrind_record *record, struct arena *a)
{
    if (r->count == VALGRIND_RECORDS_MAX)
        return;
    if (r->count == r->capacity)
        r->records = arena_grow(a, r->records, r->count, &r->capacity, sizeof *r->records);
    r->records[r->count++] = *record;
}

/* Since 3.24 misuse of descriptors is an error like others, unless it is told apart. */
static enum valgrind_sort sort_of(const char *kind)
{
    if (strncmp(kind, "Leak_", 5) == 0)
        return VALGRIND_LEAK;
    return strncmp(kind, "Fd", 2) == 0 ? VALGRIND_DESCRIPTOR : VALGRIND_ERROR;
}

/* Valgrind also tells of signals that end a process as they should. */
static bool is_crash(const char *signal)
{
    static const char *const crashes[] = {"SIGSEGV", "SIGBUS",  "SIGILL", "SIGFPE",
                                          "SIGABRT", "SIGTRAP", "SIGSYS"};
    size_t count = sizeof crashes / sizeof *crashes, i = 0;
    while (i < count && strcmp(crashes[i], signal) != 0)
        i++;
    return i < count;
}

static void record_end(struct reader *r)
{
    r->in_error = false;
    if (r->ended_by && !is_crash(r->ended_by))
        return;
    if (r->ended_by)
        r->now.what = arena_text(r->arena, "ended by %s", r->ended_by);
    r->now.sort = sort_of(r->now.kind);
    r->now.key = stack_key(&r->stack, r->now.kind);
    r->now.stack = arena_copy(r->arena, r->stack.text.data, r->stack.text.length);
    r->now.pid = r->report->pid;
    valgrind_add(r->report, &r->now, r->arena);
}

static void pair_end(struct reader *r)
{
    for (size_t i = 0; r->in_counts && i < r->report->count; i++) {
        if (r->report->records[i].unique == r->pair_unique)
            r->report->records[i].count = r->pair_count;
    }
}

static void error_begin(struct reader *r)
{
    r->now = (struct valgrind_record){.kind = "", .what = "", .count = 1, .fd = -1};
    stack_clear(&r->stack);
    r->ended_by = NULL;
    r->in_error = true;
    r->had_stack = false;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    struct reader *r = context;
    bytes_clear(&r->text);
    if (strcmp(name, "error") == 0 || strcmp(name, "fatal_signal") == 0) {
        error_begin(r);
        r->now.kind = *name == 'f' ? "FatalSignal" : "";
    } else if (strcmp(name, "stack") == 0)
        r->in_first_stack = r->in_error && !r->had_stack;
    else if (strcmp(name, "frame") == 0)
        r->frame = (struct stack_frame){.function = ""};
    else if (strcmp(name, "errorcounts") == 0)
        r->in_counts = true;
}

static void on_text(void *context, const XML_Char *text, int length)
{
    struct reader *r = context;
    bytes_add(&r->text, text, (size_t)length);
}

static uint64_t number(const struct reader *r)
{
    return strtoull(r->text.data, NULL, 0);
}

static const char *kept(struct reader *r)
{
    return arena_copy(r->arena, r->text.data, r->text.length);
}

/* Fields of an error; false if the name is none. */
static bool error_field(struct reader *r, const char *name)
{
    if (strcmp(name, "kind") == 0)
        r->now.kind = kept(r);
    else if (strcmp(name, "what") == 0 || strcmp(name, "text") == 0)
        r->now.what = *r->now.what ? r->now.what : kept(r);
    else if (strcmp(name, "signame") == 0)
        r->ended_by = kept(r);
    else if (strcmp(name, "leakedbytes") == 0)
        r->now.bytes = number(r);
    else if (strcmp(name, "leakedblocks") == 0)
        r->now.blocks = number(r);
    else if (strcmp(name, "unique") == 0)
        r->now.unique = number(r);
    else if (strcmp(name, "fd") == 0)
        r->now.fd = (int)number(r);
    else
        return false;
    return true;
}

static void frame_field(struct reader *r, const char *name)
{
    struct stack_frame *f = &r->frame;
    const struct {
        const char *name;
        char *field;
        size_t size;
    } fields[] = {
        {"fn", f->function, sizeof f->function}, {"file", f->file, sizeof f->file},
        {"obj", f->object, sizeof f->object},    {"ip", f->address, sizeof f->address},
        {"line", f->line, sizeof f->line},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(name, fields[i].name) == 0)
            snprintf(fields[i].field, fields[i].size, "%s", r->text.data);
    }
}

static void other_field(struct reader *r, const char *name)
{
    if (strcmp(name, "pid") == 0 && r->report->pid == 0) /* who writes; it is said once */
        r->report->pid = (int)number(r);
    else if (strcmp(name, "ppid") == 0)
        r->report->parent = (int)number(r);
    else if (strcmp(name, "state") == 0)
        r->report->finished |= strcmp(r->text.data, "FINISHED") == 0;
    else if (strcmp(name, "count") == 0)
        r->pair_count = number(r);
    else if (strcmp(name, "unique") == 0)
        r->pair_unique = number(r);
}

static void on_end(void *context, const XML_Char *name)
{
    struct reader *r = context;
    if (strcmp(name, "frame") == 0) {
        if (r->in_first_stack)
            stack_add(&r->stack, &r->frame);
    } else if (strcmp(name, "stack") == 0) {
        r->had_stack |= r->in_first_stack;
        r->in_first_stack = false;
    } else if (strcmp(name, "error") == 0 || strcmp(name, "fatal_signal") == 0)
        record_end(r);
    else if (strcmp(name, "pair") == 0)
        pair_end(r);
    else if (r->in_first_stack)
        frame_field(r, name);
    else if (!r->in_error || !error_field(r, name))
        other_field(r, name);
    bytes_clear(&r->text);
}

static bool feed(XML_Parser parser, FILE *f)
{
    char octets[READ_AT_ONCE];
    size_t n;
    while ((n = fread(octets, 1, sizeof octets, f)) > 0) {
        if (XML_Parse(parser, octets, (int)n, 0) == XML_STATUS_ERROR)
            return false;
    }
    return XML_Parse(parser, "", 0, 1) != XML_STATUS_ERROR;
}

bool valgrind_read(struct valgrind_report *report, const char *path, struct arena *a)
{
    struct reader r = {.report = report, .arena = a};
    *report = (struct valgrind_report){0};
    FILE *f = fopen(path, "re");
    XML_Parser parser = f ? XML_ParserCreate(NULL) : NULL;
    if (parser) {
        bytes_init(&r.text, VALGRIND_TEXT_MAX);
        stack_init(&r.stack);
        XML_SetUserData(parser, &r);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        report->well_formed = feed(parser, f);
        XML_ParserFree(parser);
        bytes_release(&r.text);
        stack_release(&r.stack);
    }
    if (f)
        fclose(f);
    return report->pid != 0;
}
