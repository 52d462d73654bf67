/* SPDX-License-Identifier: MIT */
/* The ground on which a candidate stands: a temporary folder with a document root in it, and a port
 * that no other run of assay takes meanwhile, or a network of its own. Everything is gone after
 * ground_release.
 */
#ifndef ASSAY_RUN_GROUND_H
#define ASSAY_RUN_GROUND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"
#include "base/memory.h"
#include "candidate/user.h"
#include "wire/endpoint.h"

/* The folder's name for mkdtemp(3), with the pids of its run and of the process that made it; a
 * pattern that matches all of them. */
#define GROUND_NAME    "assay-ground-%d-%d-XXXXXX"
#define GROUND_PATTERN "assay-ground-[0-9]*-[!/][!/][!/][!/][!/][!/]"

/* Ports for candidates: from the first to below the end. In a network of its own it is the first,
 * which is no server's default: one that ignores what it was told must not pass. */
enum { GROUND_PORT_FIRST = 20000, GROUND_PORT_END = 30000 };

struct ground_order {
    pid_t run;                     /* whose folder it is, for whoever has to remove it */
    const char *fixtures;          /* a folder that is copied: the document root */
    const struct endpoint *server; /* one that runs already: no port is taken; NULL: ours will */
    int port;                      /* 0: any */
    uint64_t seed;                 /* where the search for one begins */
    bool own_network;              /* network_prepare was called, and no thread runs */
    const struct user *user;       /* who may write here; NULL: ourselves */
};

struct ground {
    const char *folder;  /* absolute; {workdir} */
    const char *docroot; /* folder/docroot; {docroot} */
    struct endpoint server;
    int lock;   /* holds the port against other runs; -1 when released */
    int held;   /* the folder, open and locked: this run lives; -1 when released */
    uid_t user; /* who owns the files for the candidate; (uid_t)-1: whoever makes them */
    gid_t group;
};

/* Removes the folders that killed runs have left beside it, makes the folder and copies the
 * document root. Without a network of its own and a given port, a free one from 20000 to 29999
 * (below the kernel's ephemeral range). A given port that somebody else holds is FAILURE_HARNESS.
 */
bool ground_open(struct ground *g, const struct ground_order *order, struct arena *a,
                 struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Writes `content` to folder/path, making folders on the way; refuses a path that leaves folder. */
bool ground_write(const struct ground *g, const char *path, const char *content,
                  struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Makes it the candidate's, if that is somebody else. */
void ground_hand_over(const struct ground *g, const char *path) __attribute__((nonnull));

/* Copies a file to one that is not there yet; false with FAILURE_HARNESS. */
bool ground_copy_file(const char *from, const char *to, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* True if a server could bind the port now. */
bool ground_port_is_free(int port) __attribute__((warn_unused_result));

/* Removes the folder and gives the port back. */
void ground_release(struct ground *g) __attribute__((nonnull));

/* Removes the folders of a run, or of one process of it (0: all), that was killed. */
void ground_remove_of(pid_t run, pid_t maker);

#endif
