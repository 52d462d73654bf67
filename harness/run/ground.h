/* SPDX-License-Identifier: MIT */
/* The ground on which a candidate stands: a temporary folder with a document root in it, and a port
 * that no other run of assay takes meanwhile. Everything is gone after ground_release.
 */
#ifndef ASSAY_RUN_GROUND_H
#define ASSAY_RUN_GROUND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"
#include "base/memory.h"

/* The folder's name for mkdtemp(3), with the pid of its run; a pattern that matches all of them. */
#define GROUND_NAME    "assay-ground-%d-XXXXXX"
#define GROUND_PATTERN "assay-ground-[0-9]*-[!/][!/][!/][!/][!/][!/]"

/* Ports for candidates: from the first to below the end. */
enum { GROUND_PORT_FIRST = 20000, GROUND_PORT_END = 30000 };

struct ground {
    const char *folder;  /* absolute; {workdir} */
    const char *docroot; /* folder/docroot; {docroot} */
    int port;
    int lock; /* holds the port against other runs; -1 when released */
    int held; /* the folder, open and locked: this run lives; -1 when released */
};

/* Removes the folders that killed runs have left beside it, makes the folder and copies the fixture
 * tree `fixtures` to its docroot. fixed_port 0: picks a free one from 20000 to 29999 (below the
 * kernel's ephemeral range), starting at a place that `seed` decides. A fixed port that somebody
 * else holds is FAILURE_HARNESS. */
bool ground_open(struct ground *g, const char *fixtures, int fixed_port, uint64_t seed,
                 struct arena *a, struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Writes `content` to folder/path, making folders on the way; refuses a path that leaves folder. */
bool ground_write(const struct ground *g, const char *path, const char *content,
                  struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Copies a file to one that is not there yet; false with FAILURE_HARNESS. */
bool ground_copy_file(const char *from, const char *to, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* True if a server could bind the port now. */
bool ground_port_is_free(int port) __attribute__((warn_unused_result));

/* Removes the folder and gives the port back. */
void ground_release(struct ground *g) __attribute__((nonnull));

/* Removes the folders of a run that was killed, whose process is gone. */
void ground_remove_of(pid_t run);

#endif
