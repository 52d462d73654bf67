/* SPDX-License-Identifier: MIT */
/*
 * /static/PATH: files beneath the document root, never anything else. The parts that decide, for
 * tests and fuzzers: how a path is decoded and how it is opened.
 */
#ifndef HANDLERS_FILES_H
#define HANDLERS_FILES_H

#include "http/limits.h"
#include "http/text.h"

/* Decodes a percent-encoded path once, into a string. Returns 0, or the status to refuse it with:
   400 for a bad escape, an encoded slash or NUL; 404 for an empty or hidden segment or a long path.
 */
NONNULL CHECKED unsigned files_decode(struct span path, char name[LIMIT_PATH]);

/* Whether openat2 can keep paths beneath a directory and off symbolic links. */
bool files_probe_kernel(int directory);

/* Opens for reading beneath the directory without following any symbolic link. Returns a descriptor
   (the caller's) or -1 with errno; both ways give the same answers. */
NONNULL CHECKED int files_open(int directory, const char *name, bool kernel_resolves);

#endif
