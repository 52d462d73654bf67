/* SPDX-License-Identifier: MIT */
/* proc(5): the links of /proc/PID/fd say what a descriptor is; sockets are joined by inode.
 */
#include "probes/fds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"
#include "probes/sockets.h"

static const char *const kind_names[FD_KIND_COUNT] = {
    [FD_TCP_LISTEN] = "tcp listener",
    [FD_TCP] = "tcp connection",
    [FD_UDP] = "udp socket",
    [FD_UNIX] = "unix socket",
    [FD_SOCKET] = "socket",
    [FD_PIPE] = "pipe",
    [FD_FILE] = "file",
    [FD_DELETED] = "deleted file",
    [FD_DIRECTORY] = "directory",
    [FD_EPOLL] = "epoll",
    [FD_EVENTFD] = "eventfd",
    [FD_TIMERFD] = "timerfd",
    [FD_SIGNALFD] = "signalfd",
    [FD_INOTIFY] = "inotify",
    [FD_MEMFD] = "memfd",
    [FD_DEVICE] = "device",
    [FD_OTHER] = "other",
};

const char *fds_kind_name(enum fd_kind kind)
{
    return kind_names[kind];
}

/* What a link's text says by itself. */
static const struct {
    const char *prefix;
    enum fd_kind kind;
} links[] = {
    {"pipe:", FD_PIPE},
    {"anon_inode:[eventpoll]", FD_EPOLL},
    {"anon_inode:[eventfd]", FD_EVENTFD},
    {"anon_inode:[timerfd]", FD_TIMERFD},
    {"anon_inode:[signalfd]", FD_SIGNALFD},
    {"anon_inode:inotify", FD_INOTIFY},
    {"/memfd:", FD_MEMFD},
    {"/dev/", FD_DEVICE},
};

/* One for all processes of a network: a busy host has tens of thousands of rows. */
struct network {
    struct socket_table sockets;
    pid_t read_for; /* 0: not yet */
    ino_t id;       /* of the namespace; 0 if that is kept from us */
};

struct reader {
    struct fd_ledger *ledger;
    const struct fd_process *process;
    struct network *network;
    bool forbidden; /* the directory can be listed but its links cannot be read */
};

static ino_t network_of(pid_t pid)
{
    char path[40];
    struct stat s;
    snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
    return stat(path, &s) == 0 ? s.st_ino : 0;
}

static void read_network(struct network *n, pid_t pid)
{
    if (n->read_for)
        sockets_release(&n->sockets);
    sockets_read(&n->sockets, pid);
    n->read_for = pid;
    n->id = network_of(pid);
}

/* What is not in the table of an earlier process may be newer than that. */
static const struct socket_row *find_socket(struct reader *r, unsigned long inode)
{
    struct network *n = r->network;
    pid_t pid = r->process->pid;
    if (!n->read_for || (n->read_for != pid && (!n->id || n->id != network_of(pid))))
        read_network(n, pid);
    const struct socket_row *row = sockets_find(&n->sockets, inode);
    if (row || n->read_for == pid)
        return row;
    read_network(n, pid);
    return sockets_find(&n->sockets, inode);
}

static void row_socket(struct reader *r, struct fd_row *row, unsigned long inode)
{
    const struct socket_row *s = find_socket(r, inode);
    row->kind = FD_SOCKET;
    if (!s)
        return;
    row->tcp_state = s->state;
    row->queued = s->receive_queue + s->send_queue;
    row->identity = arena_copy(&r->ledger->arena, s->address, strlen(s->address));
    if (s->protocol[0] == 't')
        row->kind = s->state == TCP_STATE_LISTEN ? FD_TCP_LISTEN : FD_TCP;
    else
        row->kind = s->protocol[1] == 'd' ? FD_UDP : FD_UNIX;
}

static void row_path(struct reader *r, struct fd_row *row, const char *path, const char *link)
{
    struct stat s;
    size_t length = strlen(link);
    row->kind = FD_OTHER;
    row->identity = arena_copy(&r->ledger->arena, link, length);
    if (length > 10 && strcmp(link + length - 10, " (deleted)") == 0)
        row->kind = FD_DELETED;
    else if (stat(path, &s) == 0 && S_ISDIR(s.st_mode))
        row->kind = FD_DIRECTORY;
    else if (*link == '/')
        row->kind = FD_FILE;
}

static void row_kind(struct reader *r, struct fd_row *row, const char *path, const char *link)
{
    unsigned long inode;
    if (sscanf(link, "socket:[%lu]", &inode) == 1) {
        row_socket(r, row, inode);
        return;
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        if (strncmp(link, links[i].prefix, strlen(links[i].prefix)) != 0)
            continue;
        row->kind = links[i].kind;
        if (row->kind == FD_DEVICE || row->kind == FD_MEMFD)
            row->identity = arena_copy(&r->ledger->arena, link, strlen(link));
        return;
    }
    row_path(r, row, path, link);
}

/* proc(5) fdinfo: "flags:" in octal. */
static bool close_on_exec(pid_t pid, int fd)
{
    char path[64], text[512];
    unsigned flags = 0;
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", pid, fd);
    int info = open(path, O_RDONLY | O_CLOEXEC);
    if (info == -1)
        return false;
    ssize_t n = read(info, text, sizeof text - 1);
    close(info);
    text[n > 0 ? n : 0] = '\0';
    const char *line = strstr(text, "flags:");
    return line && sscanf(line, "flags: %o", &flags) == 1 && (flags & O_CLOEXEC);
}

static void read_descriptor(struct reader *r, const char *name)
{
    char path[64], link[512];
    int fd = (int)strtol(name, NULL, 10);
    snprintf(path, sizeof path, "/proc/%d/fd/%d", r->process->pid, fd);
    ssize_t n = readlink(path, link, sizeof link - 1);
    if (n == -1) { /* closed since the directory was read, or kept from us */
        r->forbidden |= errno == EACCES || errno == EPERM;
        return;
    }
    link[n] = '\0';
    words_inert(link);
    struct fd_ledger *l = r->ledger;
    if (l->count == l->capacity)
        l->rows = arena_grow(&l->arena, l->rows, l->count, &l->capacity, sizeof *l->rows);
    struct fd_row *row = &l->rows[l->count++];
    *row = (struct fd_row){.pid = r->process->pid,
                           .fd = fd,
                           .process =
                               arena_copy(&l->arena, r->process->name, strlen(r->process->name)),
                           .identity = "",
                           .close_on_exec = close_on_exec(r->process->pid, fd)};
    row_kind(r, row, path, link);
}

static void read_process(struct reader *r)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/fd", r->process->pid);
    DIR *d = opendir(path);
    if (!d) {
        r->ledger->unreadable += errno == EACCES || errno == EPERM; /* else it has ended */
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(d))) {
        if (entry->d_name[0] != '.')
            read_descriptor(r, entry->d_name);
    }
    closedir(d);
}

static int by_key(const struct fd_row *x, const struct fd_row *y)
{
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->identity, y->identity);
}

static int by_all(const void *a, const void *b)
{
    const struct fd_row *x = a, *y = b;
    int order = by_key(x, y);
    if (order == 0)
        order = (x->pid > y->pid) - (x->pid < y->pid);
    return order ? order : (x->fd > y->fd) - (x->fd < y->fd);
}

void fds_read(struct fd_ledger *l, const struct fd_process *processes, size_t count)
{
    *l = (struct fd_ledger){0};
    struct network network = {.read_for = 0};
    arena_init(&l->arena);
    for (size_t i = 0; i < count; i++) {
        struct reader r = {.ledger = l, .process = &processes[i], .network = &network};
        read_process(&r);
        l->unreadable += r.forbidden;
        l->processes++;
    }
    if (network.read_for)
        sockets_release(&network.sockets);
    if (l->count)
        qsort(l->rows, l->count, sizeof *l->rows, by_all);
}

bool fds_same(const struct fd_ledger *a, const struct fd_ledger *b)
{
    if (a->count != b->count || a->processes != b->processes)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct fd_row *x = &a->rows[i], *y = &b->rows[i];
        if (by_all(x, y) != 0 || x->tcp_state != y->tcp_state || x->queued != y->queued)
            return false;
    }
    return true;
}

/* Rows from `first` on that are of the same key as it. */
static size_t group_length(const struct fd_ledger *l, size_t first)
{
    size_t n = first;
    while (n < l->count && by_key(&l->rows[n], &l->rows[first]) == 0)
        n++;
    return n - first;
}

static bool holds_number(const struct fd_row *group, size_t count, const struct fd_row *row)
{
    for (size_t i = 0; i < count; i++) {
        if (group[i].pid == row->pid && group[i].fd == row->fd)
            return true;
    }
    return false;
}

/* Names `more` of a group that has so many more than the old one: some that were not there under
 * their number. */
static void name_newest(const struct fd_row *old, size_t old_count, const struct fd_row *now,
                        size_t more, const struct fd_row **rows)
{
    size_t named = 0;
    for (size_t i = 0; named < more; i++) {
        if (!holds_number(old, old_count, &now[i]))
            rows[named++] = &now[i];
    }
}

/* Walks through the groups of `now` that are larger than in `base`. */
struct walk {
    const struct fd_ledger *base, *now;
    size_t next_base, next;
    const struct fd_row *old, *rows; /* a group of each */
    size_t old_count, count;
};

static bool next_larger(struct walk *w)
{
    while (w->next < w->now->count) {
        w->rows = &w->now->rows[w->next];
        w->count = group_length(w->now, w->next);
        w->next += w->count;
        while (w->next_base < w->base->count && by_key(&w->base->rows[w->next_base], w->rows) < 0)
            w->next_base++;
        w->old = &w->base->rows[w->next_base];
        bool known = w->next_base < w->base->count && by_key(w->old, w->rows) == 0;
        w->old_count = known ? group_length(w->base, w->next_base) : 0;
        if (w->count > w->old_count)
            return true;
    }
    return false;
}

size_t fds_grown(const struct fd_ledger *base, const struct fd_ledger *now,
                 const struct fd_row **rows)
{
    struct walk w = {.base = base, .now = now};
    size_t grown = 0;
    for (; next_larger(&w); grown += w.count - w.old_count) {
        if (rows)
            name_newest(w.old, w.old_count, w.rows, w.count - w.old_count, &rows[grown]);
    }
    return grown;
}

/* The rows of a group are in order of pid. */
static bool once_each(const struct fd_row *rows, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        if (rows[i].pid == rows[i - 1].pid)
            return false;
    }
    return rows[0].kind == FD_FILE;
}

bool fds_grown_by_stock(const struct fd_ledger *base, const struct fd_ledger *now)
{
    struct walk w = {.base = base, .now = now};
    bool grown = false;
    while (next_larger(&w)) {
        if (!once_each(w.rows, w.count))
            return false;
        grown = true;
    }
    return grown;
}

size_t fds_in_state(const struct fd_ledger *l, int tcp_state)
{
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++)
        count += l->rows[i].kind == FD_TCP && l->rows[i].tcp_state == tcp_state;
    return count;
}

const char *fds_row_text(const struct fd_row *row, struct arena *a)
{
    const char *state = row->kind == FD_TCP ? sockets_state_name(row->tcp_state) : "";
    const char *queued = row->queued ? arena_text(a, ", %u octets in its queues", row->queued) : "";
    return arena_text(a, "%s%s%s%s%s%s%s", fds_kind_name(row->kind), *row->identity ? " " : "",
                      row->identity, *state ? " " : "", state, queued,
                      row->close_on_exec ? "" : ", kept by exec");
}

void fds_release(struct fd_ledger *l)
{
    arena_release(&l->arena);
    *l = (struct fd_ledger){0};
}
