/* SPDX-License-Identifier: MIT */
/*
 * Target: the reader of scenario and candidate files. It takes a file or says why not, and where;
 * of the same octets the same.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "candidate/profile.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"

enum { INPUT = 65536 };
static const char path[] = "fuzzed.yaml";

struct words {
    char *text;
    size_t length;
    bool taken;
    unsigned errors;
};

static bool read_scenario(const char *octets, size_t length, FILE *said, unsigned *errors)
{
    const struct known known = {.capabilities = capability_names()};
    struct scenario_set set;
    unsigned warns = 0;
    scenario_set_init(&set);
    bool taken = scenarios_parse(&set, path, octets, length, &known, false, said, errors, &warns);
    scenario_set_release(&set);
    return taken;
}

static bool read_candidate(const char *octets, size_t length, FILE *said, unsigned *errors)
{
    struct profile profile;
    bool taken = profile_parse(&profile, path, octets, length, said, errors);
    profile_release(&profile);
    return taken;
}

static struct words read_as(bool candidate, const char *octets, size_t length)
{
    struct words w = {.text = NULL};
    FILE *said = open_memstream(&w.text, &w.length);
    if (!said)
        abort(); /* without memory nothing is tested */
    w.taken = candidate ? read_candidate(octets, length, said, &w.errors)
                        : read_scenario(octets, length, said, &w.errors);
    fclose(said);
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t length = size < INPUT ? size : INPUT;
    char *octets = calloc(1, length + 1);
    if (!octets)
        abort(); /* without memory nothing is tested */
    memcpy(octets, data, length);
    bool candidate = strstr(octets, "candidate:") != NULL;
    struct words one = read_as(candidate, octets, length);
    struct words other = read_as(candidate, octets, length);
    const struct side input = {"file", octets, length}, said = {"words", one.text, one.length};
    if (one.taken != (one.errors == 0))
        violation("a file is taken, or has errors", input, said);
    if (one.errors && !strstr(one.text, path))
        violation("an error has a message with its file", input, said);
    if (one.length != other.length || memcmp(one.text, other.text, one.length) != 0)
        violation("the same file has the same errors", said,
                  (struct side){"the second time", other.text, other.length});
    free(one.text);
    free(other.text);
    free(octets);
    return 0;
}
