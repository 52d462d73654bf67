/* SPDX-License-Identifier: MIT */
/* Two small text files and a folder per process, and two files per thread. */
#include "probes/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *read_file(pid_t pid, const char *name, char *text, size_t size)
{
    char path[48];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return NULL;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0 ? text : NULL;
}

/* Fields 14 to 17, counted from behind the name, which may hold anything. */
static int64_t cpu_of(const char *stat)
{
    unsigned long long user = 0, system = 0, reaped_user = 0, reaped_system = 0;
    const char *close = strrchr(stat, ')');
    if (!close ||
        sscanf(close + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu %llu %llu", &user,
               &system, &reaped_user, &reaped_system) != 4)
        return 0;
    return (int64_t)(user + system + reaped_user + reaped_system) *
           (INT64_C(1000000000) / sysconf(_SC_CLK_TCK));
}

static uint64_t number_of(const char *status, const char *field)
{
    const char *line = strstr(status, field);
    return line ? strtoull(line + strlen(field), NULL, 10) : 0;
}

/* The counts come last in the file, behind masks that grow with the host. */
static void add_thread(struct usage *u, pid_t pid, const char *thread)
{
    char name[32], text[16 * 1024];
    snprintf(name, sizeof name, "task/%.16s/status", thread);
    const char *status = read_file(pid, name, text, sizeof text);
    if (!status)
        return; /* it has ended meanwhile */
    u->threads++;
    u->voluntary += number_of(status, "\nvoluntary_ctxt_switches:");
    u->involuntary += number_of(status, "\nnonvoluntary_ctxt_switches:");
    snprintf(name, sizeof name, "task/%.16s/schedstat", thread);
    const char *times = read_file(pid, name, text, sizeof text);
    long long kept = 0;
    if (times && sscanf(times, "%*d %lld", &kept) == 1)
        u->kept += kept;
}

static DIR *open_folder(pid_t pid, const char *name)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    return opendir(path);
}

static void add_threads(struct usage *u, pid_t pid)
{
    DIR *d = open_folder(pid, "task");
    struct dirent *entry;
    while (d && (entry = readdir(d))) {
        if (entry->d_name[0] != '.')
            add_thread(u, pid, entry->d_name);
    }
    if (d)
        closedir(d);
}

static uint64_t descriptors_of(pid_t pid)
{
    uint64_t count = 0;
    DIR *d = open_folder(pid, "fd");
    struct dirent *entry;
    while (d && (entry = readdir(d)))
        count += entry->d_name[0] != '.';
    if (d)
        closedir(d);
    return count;
}

static void add_kind(struct usage_kinds *k, int folder, const char *name)
{
    static const char socket[] = "socket:";
    char to[sizeof socket];
    ssize_t n = readlinkat(folder, name, to, sizeof to - 1);
    if (n <= 0)
        return; /* closed meanwhile */
    to[n] = '\0';
    if (strcmp(to, socket) == 0)
        k->sockets++;
    else if (to[0] == '/')
        k->files++;
    else
        k->others++;
}

void usage_kinds_add(struct usage_kinds *k, pid_t pid)
{
    DIR *d = open_folder(pid, "fd");
    struct dirent *entry;
    while (d && (entry = readdir(d))) {
        if (entry->d_name[0] != '.')
            add_kind(k, dirfd(d), entry->d_name);
    }
    if (d)
        closedir(d);
}

void usage_add(struct usage *u, pid_t pid)
{
    char text[4096];
    const char *stat = read_file(pid, "stat", text, sizeof text);
    u->cpu += stat ? cpu_of(stat) : 0;
    const char *status = read_file(pid, "status", text, sizeof text);
    u->rss += status ? number_of(status, "VmRSS:") * 1024 : 0;
    u->peak += status ? number_of(status, "VmHWM:") * 1024 : 0;
    u->descriptors += descriptors_of(pid);
    add_threads(u, pid);
}

uint64_t usage_peak_address_space(pid_t pid)
{
    char text[16 * 1024];
    const char *status = read_file(pid, "status", text, sizeof text);
    return status ? number_of(status, "\nVmPeak:") * 1024 : 0;
}

uint64_t usage_address_space(pid_t pid)
{
    char text[128];
    const char *pages = read_file(pid, "statm", text, sizeof text);
    return pages ? strtoull(pages, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}
