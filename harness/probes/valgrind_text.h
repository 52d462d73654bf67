/* SPDX-License-Identifier: MIT */
/* What valgrind says in plain words: in the log of a process, and when vgdb asks it while it lives.
 *
 * Only two things are understood, and all else is passed over: which descriptors are open and who
 * opened them (--track-fds=yes), and what was lost, and how much more than when last asked.
 */
#ifndef ASSAY_PROBES_VALGRIND_TEXT_H
#define ASSAY_PROBES_VALGRIND_TEXT_H

#include "probes/valgrind.h"

enum { VALGRIND_LOG_MAX = 64 * 1024 * 1024 };

/* Adds what `text` tells of process `pid`. A leak has in bytes and blocks what was lost more than
 * when last asked. Descriptors that were inherited have nobody who opened them: they are left
 * out. */
void valgrind_read_text(struct valgrind_report *r, const char *text, int pid, struct arena *a)
    __attribute__((nonnull));

/* The same for a file, of which at most VALGRIND_LOG_MAX octets are read. */
void valgrind_read_log(struct valgrind_report *r, const char *path, int pid, struct arena *a)
    __attribute__((nonnull));

#endif
