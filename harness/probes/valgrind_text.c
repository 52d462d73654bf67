/* SPDX-License-Identifier: MIT */
/* Line by line: a headline, then the frames below it.
 *
 *     ==4711== Open file descriptor 5: /etc/hostname
 *     ==4711==    at 0x493F011: open (open64.c:41)
 *     ==4711==    by 0x1091F5: deep (t.c:8)
 *     ==4711==
 *     ==4711== 64 (+64) bytes in 1 (+1) blocks are definitely lost in loss record 1 of 1
 */
#include "probes/valgrind_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/stack.h"

enum { READ_AT_ONCE = 64 * 1024 };

struct reader {
    struct valgrind_report *report;
    struct arena *arena;
    struct valgrind_record now;
    struct stack stack;
    bool open; /* a headline was read, its frames are coming */
};

/* Behind "==4711== ", which every line has. */
static const char *behind_prefix(const char *line)
{
    size_t equals = strspn(line, "="), digits = strspn(line + equals, "0123456789");
    const char *rest = line + equals + digits;
    if (equals != 2 || strncmp(rest, "==", 2) != 0)
        return line;
    return rest[2] == ' ' ? rest + 3 : rest + 2;
}

static void record_end(struct reader *r)
{
    bool told = r->stack.frames > 0;
    if (r->open && told) {
        r->now.key = stack_key(&r->stack, r->now.kind);
        r->now.stack = arena_copy(r->arena, r->stack.text.data, r->stack.text.length);
        valgrind_add(r->report, &r->now, r->arena);
    }
    r->open = false;
    stack_clear(&r->stack);
}

/* "Open file descriptor 5: /path", "Open AF_INET socket 7: <unbound> <-> unbound". */
static bool begin_descriptor(struct reader *r, const char *line)
{
    static const char *const nouns[] = {" descriptor ", " socket "};
    if (strncmp(line, "Open ", 5) != 0)
        return false;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        const char *noun = strstr(line, nouns[i]), *colon = strchr(line, ':');
        if (!noun || (colon && colon < noun))
            continue;
        r->now.sort = VALGRIND_DESCRIPTOR;
        r->now.kind = "FdNotClosed";
        r->now.fd = (int)strtol(noun + strlen(nouns[i]), NULL, 10);
        return true;
    }
    return false;
}

/* "64 (+48) ...": 48; "64 ...", where nobody has asked before: 64. Commas part thousands. */
static uint64_t more_of(const char *text)
{
    uint64_t value = 0;
    const char *plus = text + strspn(text, "0123456789,");
    if (strncmp(plus, " (+", 3) == 0)
        text = plus + 3;
    else if (strncmp(plus, " (-", 3) == 0)
        return 0;
    for (; (*text >= '0' && *text <= '9') || *text == ','; text++)
        value = *text == ',' ? value : value * 10 + (uint64_t)(*text - '0');
    return value;
}

static bool begin_leak(struct reader *r, const char *line)
{
    const char *in = strstr(line, " bytes in ");
    if (!in || *line < '0' || *line > '9' || !strstr(in, "lost in loss record"))
        return false;
    r->now.sort = VALGRIND_LEAK;
    r->now.kind = strstr(in, "indirectly lost") ? "Leak_IndirectlyLost"
                  : strstr(in, "possibly lost") ? "Leak_PossiblyLost"
                                                : "Leak_DefinitelyLost";
    r->now.bytes = more_of(line);
    r->now.blocks = more_of(in + strlen(" bytes in "));
    return true;
}

static void begin(struct reader *r, const char *line, int pid)
{
    record_end(r);
    r->now = (struct valgrind_record){.pid = pid, .fd = -1, .count = 1};
    r->open = begin_descriptor(r, line) || begin_leak(r, line);
    if (r->open)
        r->now.what = arena_copy(r->arena, line, strlen(line));
}

static void cut(char *field, size_t size, const char *text, size_t length)
{
    snprintf(field, size, "%.*s", (int)(length < size ? length : size - 1), text);
}

/* "(t.c:8)", "(in /usr/lib/libc.so.6)", what is in the parentheses. */
static void read_place(struct stack_frame *f, const char *place, size_t length)
{
    const char *colon = memrchr(place, ':', length);
    if (length > 3 && strncmp(place, "in ", 3) == 0) {
        cut(f->object, sizeof f->object, place + 3, length - 3);
    } else if (colon) {
        cut(f->file, sizeof f->file, place, (size_t)(colon - place));
        cut(f->line, sizeof f->line, colon + 1, length - (size_t)(colon + 1 - place));
    }
}

/* "at 0x493F011: open (open64.c:41)"; a name may have parentheses and blanks of its own. */
static void read_frame(struct reader *r, const char *line)
{
    struct stack_frame f = {.function = ""};
    const char *address = line + 3, *name = strstr(address, ": ");
    if (!name)
        return;
    cut(f.address, sizeof f.address, address, (size_t)(name - address));
    name += 2;
    size_t length = strlen(name);
    const char *place = strstr(name, " (");
    for (const char *p = place; p; p = strstr(p + 1, " ("))
        place = p;
    if (place && name[length - 1] == ')') {
        read_place(&f, place + 2, length - (size_t)(place + 2 - name) - 1);
        length = (size_t)(place - name);
    }
    if (strncmp(name, "???", 3) != 0)
        cut(f.function, sizeof f.function, name, length);
    stack_add(&r->stack, &f);
}

static void read_line(struct reader *r, const char *line, int pid)
{
    const char *rest = behind_prefix(line);
    const char *word = rest + strspn(rest, " ");
    if (word > rest && (strncmp(word, "at 0x", 5) == 0 || strncmp(word, "by 0x", 5) == 0))
        read_frame(r, word);
    else
        begin(r, rest, pid);
}

void valgrind_read_text(struct valgrind_report *report, const char *text, int pid, struct arena *a)
{
    struct reader r = {.report = report, .arena = a};
    struct arena scratch;
    arena_init(&scratch);
    stack_init(&r.stack);
    while (*text) {
        size_t length = strcspn(text, "\n");
        read_line(&r, arena_copy(&scratch, text, length), pid);
        text += length + (text[length] == '\n');
    }
    record_end(&r);
    stack_release(&r.stack);
    arena_release(&scratch);
}

void valgrind_read_log(struct valgrind_report *r, const char *path, int pid, struct arena *a)
{
    struct bytes text;
    size_t n = 0, room;
    FILE *f = fopen(path, "re");
    bytes_init(&text, VALGRIND_LOG_MAX);
    while (f && (room = bytes_space(&text, READ_AT_ONCE)) > 0 &&
           (n = fread(text.data + text.length, 1, room, f)) > 0)
        bytes_added(&text, n);
    if (f)
        fclose(f);
    valgrind_read_text(r, text.data, pid, a);
    bytes_release(&text);
}
