/* SPDX-License-Identifier: MIT */
/* The kernel's socket tables as the candidate's network namespace shows them (proc(5) net/tcp,
 * tcp6, udp, udp6, unix). Sockets without an inode (TIME_WAIT, orphans, not yet accepted) are kept
 * apart: no process holds a descriptor for them.
 */
#ifndef ASSAY_PROBES_SOCKETS_H
#define ASSAY_PROBES_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/memory.h"

enum tcp_state { /* values of the kernel's include/net/tcp_states.h */
                 TCP_STATE_NONE = 0,
                 TCP_STATE_ESTABLISHED = 1,
                 TCP_STATE_CLOSE_WAIT = 8,
                 TCP_STATE_LISTEN = 10
};

struct socket_row {
    unsigned long inode;  /* 0: in no descriptor table */
    const char *protocol; /* "tcp", "tcp6", "udp", "udp6", "unix" */
    int state;            /* of TCP, as the kernel numbers it; 0 for others */
    int local_port, remote_port;
    unsigned receive_queue, send_queue; /* octets; for a listener: connections waiting */
    char address[160];                  /* "127.0.0.1:8080 - 127.0.0.1:40312", "unix:/path" */
};

struct socket_table {
    struct socket_row *rows; /* sorted by inode */
    size_t count, capacity;
    struct arena arena;
};

/* Reads the tables as process `pid` sees them. */
void sockets_read(struct socket_table *t, pid_t pid) __attribute__((nonnull));

const struct socket_row *sockets_find(const struct socket_table *t, unsigned long inode)
    __attribute__((nonnull));

/* "ESTABLISHED", "CLOSE_WAIT", ... */
const char *sockets_state_name(int state) __attribute__((returns_nonnull));

void sockets_release(struct socket_table *t) __attribute__((nonnull));

#endif
