/* SPDX-License-Identifier: MIT */
/* Text tables of proc(5), one line a socket; addresses are hexadecimal in network byte order.
 */
#include "probes/sockets.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = {
    [0] = "",           [1] = "ESTABLISHED", [2] = "SYN_SENT",  [3] = "SYN_RECV",
    [4] = "FIN_WAIT1",  [5] = "FIN_WAIT2",   [6] = "TIME_WAIT", [7] = "CLOSE",
    [8] = "CLOSE_WAIT", [9] = "LAST_ACK",    [10] = "LISTEN",   [11] = "CLOSING",
};

const char *sockets_state_name(int state)
{
    size_t known = sizeof states / sizeof *states;
    return state >= 0 && (size_t)state < known ? states[state] : "?";
}

/* Words of 32 bits, each printed as this machine's integer. */
static void address_text(const char *hex, char *out, size_t size)
{
    uint32_t words[4] = {0};
    size_t count = strlen(hex) / 8;
    for (size_t i = 0; i < count && i < 4; i++) {
        char word[9];
        memcpy(word, hex + i * 8, 8);
        word[8] = '\0';
        words[i] = (uint32_t)strtoul(word, NULL, 16);
    }
    if (!inet_ntop(count > 1 ? AF_INET6 : AF_INET, words, out, (socklen_t)size))
        snprintf(out, size, "?");
}

static struct socket_row *row_add(struct socket_table *t)
{
    if (t->count == t->capacity)
        t->rows = arena_grow(&t->arena, t->rows, t->count, &t->capacity, sizeof *t->rows);
    return &t->rows[t->count++];
}

static void parse_inet(struct socket_table *t, const char *protocol, const char *line)
{
    char local[40], remote[40], from[INET6_ADDRSTRLEN], to[INET6_ADDRSTRLEN];
    unsigned local_port, remote_port, state, out, in;
    unsigned long inode;
    if (sscanf(line, " %*d: %39[0-9A-F]:%x %39[0-9A-F]:%x %x %x:%x %*s %*s %*s %*s %lu", local,
               &local_port, remote, &remote_port, &state, &out, &in, &inode) != 8)
        return;
    struct socket_row *row = row_add(t);
    bool tcp = protocol[0] == 't';
    *row = (struct socket_row){.inode = inode,
                               .protocol = protocol,
                               .state = tcp ? (int)state : 0,
                               .local_port = (int)local_port,
                               .remote_port = (int)remote_port,
                               .receive_queue = in,
                               .send_queue = out};
    address_text(local, from, sizeof from);
    address_text(remote, to, sizeof to);
    if (remote_port)
        snprintf(row->address, sizeof row->address, "%s:%u - %s:%u", from, local_port, to,
                 remote_port);
    else
        snprintf(row->address, sizeof row->address, "%s:%u", from, local_port);
}

/* "address: refs protocol flags type state inode [path]" */
static void parse_unix(struct socket_table *t, const char *protocol, const char *line)
{
    unsigned long inode;
    int path = 0;
    if (sscanf(line, "%*[^:]: %*s %*s %*s %*s %*s %lu%n", &inode, &path) != 1)
        return;
    struct socket_row *row = row_add(t);
    *row = (struct socket_row){.inode = inode, .protocol = protocol};
    while (line[path] == ' ')
        path++;
    snprintf(row->address, sizeof row->address, "%.*s", (int)strcspn(line + path, "\n"),
             line + path);
}

static int by_inode(const void *a, const void *b)
{
    const struct socket_row *x = a, *y = b;
    return (x->inode > y->inode) - (x->inode < y->inode);
}

static void read_table(struct socket_table *t, pid_t pid, const char *protocol,
                       void (*parse)(struct socket_table *, const char *, const char *))
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/net/%s", pid, protocol);
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    bool heading = true;
    while (fgets(line, sizeof line, f)) {
        if (!heading)
            parse(t, protocol, line);
        heading = false;
    }
    fclose(f);
}

void sockets_read(struct socket_table *t, pid_t pid)
{
    *t = (struct socket_table){0};
    arena_init(&t->arena);
    read_table(t, pid, "tcp", parse_inet);
    read_table(t, pid, "tcp6", parse_inet);
    read_table(t, pid, "udp", parse_inet);
    read_table(t, pid, "udp6", parse_inet);
    read_table(t, pid, "unix", parse_unix);
    if (t->count)
        qsort(t->rows, t->count, sizeof *t->rows, by_inode);
}

const struct socket_row *sockets_find(const struct socket_table *t, unsigned long inode)
{
    struct socket_row key = {.inode = inode};
    if (!t->count || !inode)
        return NULL;
    return bsearch(&key, t->rows, t->count, sizeof *t->rows, by_inode);
}

void sockets_release(struct socket_table *t)
{
    arena_release(&t->arena);
    *t = (struct socket_table){0};
}
