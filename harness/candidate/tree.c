/* SPDX-License-Identifier: MIT */
/* Reads the kernel's process table; kills in rounds, because a process may fork between two looks.
 */
#include "candidate/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/words.h"

void tree_adopt_orphans(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
}

/* "pid (name) state ppid ... starttime": the name may hold anything, so count from its last ')'. */
static bool parse_stat(const char *text, struct process *p)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    int parent;
    unsigned long long started;
    if (!open || !close || close < open)
        return false;
    /* Fields 5 to 21 of proc(5) are passed over. */
    if (sscanf(close + 1,
               " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu",
               &p->state, &parent, &started) != 3)
        return false;
    p->parent = parent;
    p->started = started;
    snprintf(p->name, sizeof p->name, "%.*s", (int)(close - open - 1), open + 1);
    words_inert(p->name);
    return true;
}

/* Up to size - 1 octets of a file in /proc/PID, and a zero. Returns how many, 0 if it is gone. */
static size_t read_file(pid_t pid, const char *name, char *text, size_t size)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd == -1 ? -1 : read(fd, text, size - 1);
    if (fd != -1)
        close(fd);
    size_t length = n > 0 ? (size_t)n : 0;
    text[length] = '\0';
    return length;
}

static bool read_process(pid_t pid, struct process *p)
{
    char text[1024];
    p->pid = pid;
    return read_file(pid, "stat", text, sizeof text) && parse_stat(text, p);
}

struct table {
    struct process *items;
    size_t count, capacity;
};

static void read_all(struct table *all, struct arena *a)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && (entry = readdir(proc))) {
        long pid = strtol(entry->d_name, NULL, 10);
        if (pid <= 0)
            continue;
        if (all->count == all->capacity)
            all->items = arena_grow(a, all->items, all->count, &all->capacity, sizeof *all->items);
        all->count += read_process((pid_t)pid, &all->items[all->count]);
    }
    if (proc)
        closedir(proc);
}

bool tree_holds(const struct tree *t, pid_t pid)
{
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].pid == pid)
            return true;
    }
    return false;
}

/* Adds those whose parent is in already, until a pass adds none: a pid may be smaller than its
 * parent's once pids have wrapped. */
static bool add_children(struct tree *t, const struct table *all, pid_t root)
{
    size_t before = t->count;
    for (size_t i = 0; i < all->count && t->count < TREE_MAX; i++) {
        const struct process *p = &all->items[i];
        if ((p->parent == root || tree_holds(t, p->parent)) && !tree_holds(t, p->pid))
            t->items[t->count++] = *p;
    }
    return t->count > before;
}

static void drop_dead(struct tree *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].state != 'Z' && t->items[i].state != 'X')
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
}

static int by_pid(const void *a, const void *b)
{
    const struct process *x = a, *y = b;
    return (x->pid > y->pid) - (x->pid < y->pid);
}

/* The words of a command line as the kernel keeps them, each with its zero. The first that is no
 * option, behind valgrind's own name, is the program that valgrind runs. */
static const char *valgrinds_program(const char *words, size_t length)
{
    const char *end = words + length;
    if (!strstr(words, "valgrind"))
        return NULL;
    for (words += strlen(words) + 1; words < end; words += strlen(words) + 1) {
        const char *slash = strrchr(words, '/');
        if (*words != '-')
            return slash ? slash + 1 : words;
    }
    return NULL;
}

/* A process under valgrind has the name of the tool ("memcheck-amd64-"): it gets its program's. */
static void name_program(struct process *p)
{
    char words[4096];
    if (!strstr(p->name, "-amd64") && !strstr(p->name, "-arm64"))
        return;
    size_t length = read_file(p->pid, "cmdline", words, sizeof words);
    const char *program = length ? valgrinds_program(words, length) : NULL;
    if (program)
        snprintf(p->name, sizeof p->name, "%.*s", (int)sizeof p->name - 1, program);
    words_inert(p->name);
}

/* All that descend from this process, the dead ones too. */
static void gather(struct tree *t, pid_t root)
{
    struct arena scratch;
    struct table all = {0};
    arena_init(&scratch);
    read_all(&all, &scratch);
    t->count = 0;
    while (add_children(t, &all, root))
        continue;
    arena_release(&scratch);
}

static void tidy(struct tree *t)
{
    drop_dead(t);
    for (size_t i = 0; i < t->count; i++)
        name_program(&t->items[i]);
    qsort(t->items, t->count, sizeof *t->items, by_pid);
}

void tree_read(struct tree *t)
{
    gather(t, getpid());
    tidy(t);
}

void tree_read_from(struct tree *t, pid_t root, uint64_t started)
{
    struct process p;
    t->count = 0;
    if (!read_process(root, &p) || p.started != started)
        return;
    gather(t, root);
    if (t->count < TREE_MAX)
        t->items[t->count++] = p;
    tidy(t);
}

static size_t count_zombies(pid_t root, pid_t who_asks)
{
    struct tree *t = memory_get(sizeof *t);
    size_t count = 0;
    gather(t, root);
    for (size_t i = 0; i < t->count; i++)
        count += t->items[i].state == 'Z' && t->items[i].parent != who_asks;
    memory_drop(t);
    return count;
}

size_t tree_zombies(void)
{
    return count_zombies(getpid(), getpid());
}

size_t tree_zombies_from(pid_t root, uint64_t started)
{
    return tree_has(root, started) ? count_zombies(root, getpid()) : 0;
}

uint64_t tree_started(pid_t pid)
{
    struct process p;
    return read_process(pid, &p) && p.state != 'Z' && p.state != 'X' ? p.started : 0;
}

bool tree_has(pid_t pid, uint64_t started)
{
    return tree_started(pid) == started;
}

void tree_reap(pid_t keep)
{
    siginfo_t info;
    for (int bound = 0; bound < TREE_MAX; bound++) {
        info.si_pid = 0;
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == -1 || info.si_pid == 0)
            return;
        if (info.si_pid == keep)
            return; /* its status is for candidate_wait; others are looked at after it */
        waitid(P_PID, (id_t)info.si_pid, &info, WEXITED | WNOHANG);
    }
}

static bool is_among(const pid_t *pids, size_t count, pid_t pid)
{
    size_t i = 0;
    while (i < count && pids[i] != pid)
        i++;
    return i < count;
}

/* Takes these and their descendants out. */
static void spare(struct tree *t, const pid_t *spared, size_t count)
{
    struct tree *theirs = memory_get(sizeof *theirs);
    size_t kept = 0;
    theirs->count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (is_among(spared, count, t->items[i].pid))
            theirs->items[theirs->count++] = t->items[i];
    }
    const struct table all = {.items = t->items, .count = t->count};
    while (theirs->count && add_children(theirs, &all, theirs->items[0].pid))
        continue;
    for (size_t i = 0; i < t->count; i++) {
        if (!tree_holds(theirs, t->items[i].pid))
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
    memory_drop(theirs);
}

void tree_kill(void)
{
    tree_kill_but(NULL, 0);
}

void tree_kill_but(const pid_t *spared, size_t count)
{
    struct tree *t = memory_get(sizeof *t);
    int64_t deadline = clock_now() + 2 * CLOCK_S;
    do {
        tree_read(t);
        spare(t, spared, count);
        for (size_t i = 0; i < t->count; i++)
            kill(t->items[i].pid, SIGKILL);
        if (t->count)
            clock_wait(clock_now() + 2 * CLOCK_MS);
        for (size_t i = 0; i < t->count; i++)
            waitpid(t->items[i].pid, NULL, WNOHANG);
    } while (t->count && clock_now() <= deadline);
    if (count == 0)
        tree_reap(0);
    memory_drop(t);
}
