/* SPDX-License-Identifier: MIT */
/*
 * Target: the reader of run.json, on which `assay compare` decides. A file is taken, or refused
 * with its name; every figure is a number and has one row; the same file says the same twice; and
 * what was cut off is not taken.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "commands/past_run.h"

static const char path[] = "/proc/self/fd/";

static bool read_octets(struct past_run *run, const char *octets, size_t length,
                        struct failure *why)
{
    static int file = -1;
    char name[sizeof path + 16];
    if (file == -1)
        file = memfd_create("run.json", MFD_CLOEXEC);
    if (file == -1 || ftruncate(file, 0) == -1 ||
        pwrite(file, octets, length, 0) != (ssize_t)length)
        abort(); /* without a file nothing is tested */
    snprintf(name, sizeof name, "%s%d", path, file);
    return past_run_read(run, name, why);
}

static bool is_sound(const struct past_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct figures *f = &run->rows[i].figures;
        if (past_run_find(run, &run->rows[i]) != &run->rows[i] || f->count == 0 ||
            f->count > CHANGE_RUNS_MAX)
            return false;
        for (unsigned n = 0; n < f->count; n++)
            if (!isfinite(f->values[n]))
                return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *octets = (const char *)data;
    const struct side input = {"file", octets, size};
    struct failure why = {.sentence = ""}, again = why;
    struct past_run run, other;
    bool taken = read_octets(&run, octets, size, &why);
    size_t last = size; /* white space behind it may be missing */
    while (last > 0 && strchr(" \t\r\n", octets[last - 1]))
        last--;
    if (!taken && !strstr(why.sentence, path))
        violation("what is refused is named", input,
                  (struct side){"words", why.sentence, strlen(why.sentence)});
    if (taken && !is_sound(&run))
        violation("every figure is a number and has one row", input, input);
    bool same = read_octets(&other, octets, size, &again) == taken && other.count == run.count;
    past_run_release(&other);
    if (!same || strcmp(why.sentence, again.sentence) != 0)
        violation("the same file says the same", input,
                  (struct side){"words", again.sentence, strlen(again.sentence)});
    bool part_taken = taken && read_octets(&other, octets, last - 1, &again);
    if (taken)
        past_run_release(&other);
    if (part_taken)
        violation("what was cut off is not taken", input,
                  (struct side){"cut off", octets, last - 1});
    past_run_release(&run);
    return 0;
}
