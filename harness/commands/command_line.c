/* SPDX-License-Identifier: MIT */
/* Words of command lines, in and out. */
#include "commands/command_line.h"

#include <stdio.h>
#include <string.h>

#include "candidate/launch.h"
#include "commands/places.h"

static bool is_plain(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789_-+=:,./@%") == strlen(text);
}

const char *command_quoted(const char *text, struct arena *a)
{
    if (is_plain(text))
        return text;
    const char *out = "'";
    for (; *text; text++)
        out = arena_text(a, *text == '\'' ? "%s'\\'%c" : "%s%c", out, *text);
    return arena_text(a, "%s'", out);
}

const char *const *command_with_port(const char *const *argv, struct arena *a)
{
    size_t count = 0;
    bool placed = false;
    for (; argv[count]; count++)
        placed |= strstr(argv[count], "{port}") != NULL;
    if (placed)
        return argv;
    const char **longer = arena_zero(a, count + 3, sizeof *longer);
    memcpy(longer, argv, count * sizeof *argv);
    longer[count] = "--port";
    longer[count + 1] = "{port}";
    return longer;
}

const char *command_find_program(const char *word, const struct profile *profile, struct arena *a,
                                 struct failure *why)
{
    struct bytes name;
    bytes_init(&name, (size_t)64 * 1024);
    const struct profile_values values = {
        .port = "",
        .docroot = "",
        .workdir = "",
        .bindir = place_programs(),
        .filedir = profile->folder,
    };
    profile_expand(&name, word, &values);
    const char *program = candidate_find_program(name.data, a, why);
    bytes_release(&name);
    return program;
}

int command_split(int argc, char **argv, const char *const **candidate)
{
    int ours = 0;
    while (ours < argc && strcmp(argv[ours], "--") != 0)
        ours++;
    *candidate = ours + 1 < argc ? (const char *const *)&argv[ours + 1] : NULL;
    return ours;
}

int command_complain(const char *who, const struct failure *why)
{
    static const int status[] = {[FAILURE_CANDIDATE] = 1,
                                 [FAILURE_USAGE] = 2,
                                 [FAILURE_SCENARIO] = 2,
                                 [FAILURE_HARNESS] = 4};
    fprintf(stderr, "%s: %s\n", who, why->sentence);
    return status[why->code];
}
