/* SPDX-License-Identifier: MIT */
/*
 * Target: the compiler of check lines, which takes valid UTF-8 without NUL. A line that is refused
 * gets a sentence and a place within it; one that is taken is taken again as it stands in reports.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <stdlib.h>
#include <string.h>

#include "data/utf8.h"
#include "scenario/check.h"

static bool is_line(const char *octets, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(octets + i, length - i, &code);
        if (n == 0 || code < 0x20)
            return false;
        i += n;
    }
    return true;
}

static void check_refusal(const char *line, const struct check_error *e)
{
    const struct side input = {"line", line, strlen(line)};
    const struct side said = {"sentence", e->sentence, strlen(e->sentence)};
    if (!*e->sentence)
        violation("what is refused has a sentence", input, said);
    if (e->offset > input.length || e->length > input.length - e->offset)
        violation("its place is in the line", input, said);
}

static void compile(struct arena *a, const char *line)
{
    struct check check, again;
    struct check_error error = {.offset = 0};
    if (!check_compile(a, line, true, &check, &error)) {
        check_refusal(line, &error);
        return;
    }
    if (!check_compile(a, check.text, true, &again, &error))
        violation("what is taken is taken as reports show it",
                  (struct side){"line", line, strlen(line)},
                  (struct side){"refused with", error.sentence, strlen(error.sentence)});
    check_release(&again);
    check_release(&check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    if (!is_line((const char *)data, size))
        return 0;
    arena_init(&a);
    compile(&a, arena_copy(&a, (const char *)data, size));
    arena_release(&a);
    return 0;
}
