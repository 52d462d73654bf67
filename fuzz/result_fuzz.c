/* SPDX-License-Identifier: MIT */
/*
 * Target: the reader of a whole run.json, from which `assay report` writes every report. A file is
 * taken, or refused with its name; what was taken and written is taken again and written the same.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "commands/past_result.h"
#include "report/ctrf.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/runfile.h"
#include "report/tap.h"

typedef void writer(FILE *out, const struct run_result *r);

static writer *const others[] = {junit_write, markdown_write, tap_write, ctrf_write};
static const char path[] = "/proc/self/fd/";

static bool read_octets(struct past_result *past, const char *octets, size_t length,
                        struct failure *why)
{
    static int file = -1;
    char name[sizeof path + 16];
    file = file == -1 ? memfd_create("run.json", MFD_CLOEXEC) : file;
    if (ftruncate(file, 0) == -1 || pwrite(file, octets, length, 0) != (ssize_t)length)
        abort(); /* without a file nothing is tested */
    snprintf(name, sizeof name, "%s%d", path, file);
    return past_result_read(past, name, why);
}

static char *text_of(const struct run_result *r, size_t *length, writer *write)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (!out)
        abort();
    write(out, r);
    fclose(out);
    return text;
}

static void check_again(const struct run_result *run, struct side input)
{
    struct failure why = {.sentence = ""};
    struct past_result past;
    size_t length, again;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        free(text_of(run, &length, others[i]));
    char *text = text_of(run, &length, runfile_write);
    if (!read_octets(&past, text, length, &why))
        violation("what was written is taken", input, (struct side){"written", text, length});
    char *other = text_of(&past.run, &again, runfile_write);
    if (length != again || memcmp(text, other, length) != 0)
        violation("it is written the same", (struct side){"first", text, length},
                  (struct side){"second", other, again});
    past_result_release(&past);
    free(other);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct side input = {"file", (const char *)data, size};
    struct failure why = {.sentence = ""};
    struct past_result past;
    if (read_octets(&past, (const char *)data, size, &why))
        check_again(&past.run, input);
    else if (!strstr(why.sentence, path))
        violation("what is refused is named", input,
                  (struct side){"words", why.sentence, strlen(why.sentence)});
    past_result_release(&past);
    return 0;
}
