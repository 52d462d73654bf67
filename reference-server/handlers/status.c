/* SPDX-License-Identifier: MIT */
/*
 * GET /api/status: how the server is. Reads the tracker and what the kernel knows about the
 * process; must not know how connections are served.
 */
#include "handlers/handlers.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static unsigned long long milliseconds(struct timeval t)
{
    return (unsigned long long)t.tv_sec * 1000 + (unsigned long long)t.tv_usec / 1000;
}

/* Resident memory now; 0 if the kernel does not say. */
static unsigned long long memory_kib(void)
{
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file == -1)
        return 0;
    ssize_t n = read(file, text, sizeof text - 1);
    close(file);
    const char *resident = n > 0 ? strchr(text, ' ') : NULL;
    return resident != NULL
               ? strtoull(resident, NULL, 10) * (unsigned long long)sysconf(_SC_PAGESIZE) / 1024
               : 0;
}

enum handled status_get(struct exchange *x, struct span part)
{
    const struct tracker *t = site_of(x)->tracker;
    struct rusage usage = {.ru_maxrss = 0};
    (void)part;
    getrusage(RUSAGE_SELF, &usage);
    return answer_json(
        x,
        "{\"status\":\"ok\",\"version\":\"%s\",\"uptime_ms\":%llu,\"sockets\":%llu,\"files\":%llu,"
        "\"connections\":%llu,\"connections_peak\":%llu,\"requests\":%llu,\"requests_peak\":%llu,"
        "\"requests_served\":%llu,\"cpu_user_ms\":%llu,\"cpu_system_ms\":%llu,"
        "\"memory_kib\":%llu,\"memory_peak_kib\":%ld}\n",
        REFSERVER_VERSION, (unsigned long long)(x->now.ms - site_of(x)->started_ms),
        (unsigned long long)t->sockets, (unsigned long long)t->files,
        (unsigned long long)t->connections, (unsigned long long)t->connections_peak,
        (unsigned long long)t->requests, (unsigned long long)t->requests_peak,
        (unsigned long long)t->served, milliseconds(usage.ru_utime), milliseconds(usage.ru_stime),
        memory_kib(), usage.ru_maxrss);
}
