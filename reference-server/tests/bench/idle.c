/* SPDX-License-Identifier: MIT */
/*
 * What connections cost that do nothing. Opens IDLE kept connections, each after one answered
 * request, and says how much memory of its own the server took for one; then keeps BUSY more asking
 * one after the other for SECONDS and says how long their answers took.
 *
 * usage: bench-idle PORT PID IDLE BUSY SECONDS
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char request[] = "GET /api/test HTTP/1.1\r\nHost: bench\r\n\r\n";

enum { SAMPLES_MAX = 4 * 1024 * 1024, EVENTS = 128, BUSY_MAX = 1000 };

struct busy {
    int fd;
    double sent; /* seconds */
};

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ask(int fd)
{
    if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)sizeof request - 1)
        fail("send");
}

static void hear(int fd)
{
    char answer[4096];
    if (recv(fd, answer, sizeof answer, 0) <= 0)
        fail("no answer");
}

static int join(long port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1 || connect(fd, (struct sockaddr *)&to, sizeof to) == -1)
        fail("connect");
    ask(fd);
    hear(fd);
    return fd;
}

/* Memory that is the process's alone, in octets. */
static double anonymous(const char *pid)
{
    char path[64], line[256];
    double kib = -1;
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
    FILE *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "Anonymous:", 10) == 0)
            kib = strtod(line + 10, NULL);
    if (f == NULL || kib < 0)
        fail(path);
    fclose(f);
    return kib * 1024;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Returns how many answers came; their times in seconds are in `times`. */
static size_t keep_busy(int poller, struct busy *clients, size_t count, double seconds,
                        double *times)
{
    struct epoll_event ready[EVENTS];
    size_t samples = 0;
    for (size_t i = 0; i < count; i++) {
        clients[i].sent = now();
        ask(clients[i].fd);
    }
    for (double end = now() + seconds; now() < end;) {
        int n = epoll_wait(poller, ready, EVENTS, 1000);
        for (int i = 0; i < n && samples < SAMPLES_MAX; i++) {
            struct busy *client = ready[i].data.ptr;
            hear(client->fd);
            times[samples++] = now() - client->sent;
            client->sent = now();
            ask(client->fd);
        }
    }
    return samples;
}

int main(int argc, char **argv)
{
    static struct busy clients[BUSY_MAX];
    struct rlimit limit;
    if (argc != 6)
        return EXIT_FAILURE;
    long port = strtol(argv[1], NULL, 10);
    long idle = strtol(argv[3], NULL, 10);
    size_t busy = strtoul(argv[4], NULL, 10);
    double *times = malloc(SAMPLES_MAX * sizeof *times);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (times == NULL || poller == -1 || idle < 1 || busy > BUSY_MAX)
        fail("bench-idle");
    close(join(port)); /* what the first connection costs, it costs once */
    double before = anonymous(argv[2]);
    for (long i = 0; i < idle; i++)
        (void)join(port);
    double each = (anonymous(argv[2]) - before) / (double)idle;
    for (size_t i = 0; i < busy; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[i]};
        clients[i].fd = join(port);
        epoll_ctl(poller, EPOLL_CTL_ADD, clients[i].fd, &event);
    }
    size_t samples = keep_busy(poller, clients, busy, strtod(argv[5], NULL), times);
    if (samples == 0)
        fail("nobody was answered");
    qsort(times, samples, sizeof *times, ascending);
    printf("%ld idle connections: %.0f octets each; %zu busy ones: %.0f requests/s, p50 %.2f ms, "
           "p95 %.2f ms\n",
           idle, each, busy, (double)samples / strtod(argv[5], NULL), times[samples / 2] * 1e3,
           times[samples * 95 / 100] * 1e3);
    free(times);
    return EXIT_SUCCESS;
}
