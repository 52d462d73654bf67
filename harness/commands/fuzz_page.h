/* SPDX-License-Identifier: MIT */
/* A fuzzing run as one HTML page: report/html.h says what such a page is.
 */
#ifndef ASSAY_COMMANDS_FUZZ_PAGE_H
#define ASSAY_COMMANDS_FUZZ_PAGE_H

#include "commands/fuzz_files.h"

/* `verdict` is that of fuzz.json, in words. */
void fuzz_page_write(FILE *out, const struct fuzz_model *m, const char *verdict)
    __attribute__((nonnull));

#endif
