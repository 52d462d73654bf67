/* SPDX-License-Identifier: MIT */
/* The descriptor ledger: what every process of a tree holds open, and how two ledgers differ.
 *
 * A descriptor directory never shows TIME_WAIT or orphaned sockets, so comparing ledgers cannot be
 * fooled by them; it can only be read too early. run/quiet.h waits for stillness.
 */
#ifndef ASSAY_PROBES_FDS_H
#define ASSAY_PROBES_FDS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/memory.h"

enum fd_kind {
    FD_TCP_LISTEN = 0,
    FD_TCP,
    FD_UDP,
    FD_UNIX,
    FD_SOCKET, /* any other, or one in no table */
    FD_PIPE,
    FD_FILE,
    FD_DELETED, /* a file without a name */
    FD_DIRECTORY,
    FD_EPOLL,
    FD_EVENTFD,
    FD_TIMERFD,
    FD_SIGNALFD,
    FD_INOTIFY,
    FD_MEMFD,
    FD_DEVICE,
    FD_OTHER,
    FD_KIND_COUNT
};

struct fd_row {
    pid_t pid;
    int fd;
    enum fd_kind kind;
    int tcp_state;   /* probes/sockets.h; 0 unless FD_TCP or FD_TCP_LISTEN */
    unsigned queued; /* octets in both queues of a socket */
    bool close_on_exec;
    const char *process;  /* name */
    const char *identity; /* path, addresses; "" for what has none (epoll, pipes) */
};

struct fd_ledger {
    struct fd_row *rows; /* sorted by kind, identity, pid, fd */
    size_t count, capacity;
    unsigned processes;
    unsigned unreadable; /* processes whose descriptors we may not see: nothing can be concluded */
    struct arena arena;
};

/* Who to look at. */
struct fd_process {
    pid_t pid;
    const char *name;
};

void fds_read(struct fd_ledger *l, const struct fd_process *processes, size_t count)
    __attribute__((nonnull(1)));

/* True if both hold the same descriptors: same processes, numbers, kinds, identities, states. */
bool fds_same(const struct fd_ledger *a, const struct fd_ledger *b)
    __attribute__((nonnull, warn_unused_result));

/* Counts descriptors of `now` beyond those of `base`, matched by kind and identity whatever their
 * number and process; `rows` (room for now->count) receives them if not NULL. A connection of `now`
 * is matched only by the same connection. */
size_t fds_grown(const struct fd_ledger *base, const struct fd_ledger *now,
                 const struct fd_row **rows) __attribute__((nonnull(1, 2), warn_unused_result));

/* Whether it grew, and by nothing but named files, each open once in its process: so does a stock
 * of open files that a server keeps for a while. So does, too, a leak of files that each have a new
 * name: whoever asks must look more than once. */
bool fds_grown_by_stock(const struct fd_ledger *base, const struct fd_ledger *now)
    __attribute__((nonnull, warn_unused_result));

/* How many rows are TCP sockets in that state. */
size_t fds_in_state(const struct fd_ledger *l, int tcp_state)
    __attribute__((nonnull, warn_unused_result));

/* "tcp connection", "eventfd", ... */
const char *fds_kind_name(enum fd_kind kind) __attribute__((returns_nonnull));

/* What it is, for evidence, without its number: `tcp connection 127.0.0.1:... CLOSE_WAIT`. */
const char *fds_row_text(const struct fd_row *row, struct arena *a)
    __attribute__((nonnull, returns_nonnull));

void fds_release(struct fd_ledger *l) __attribute__((nonnull));

#endif
