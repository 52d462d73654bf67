/* SPDX-License-Identifier: MIT */
/*
 * One rung of the ladder: opens IDLE + BUSY kept connections, no more than AT_ONCE at a time, each
 * of which asks once; then BUSY of them ask for PATH for SECONDS, each as soon as it is answered.
 * Who is lost or never answered is counted, and the others go on. Between the two it waits for a
 * line, so that whoever runs it can look at the server. Opening ends when nobody has got on for
 * PATIENCE seconds.
 *
 * usage: bench-rung PORT IDLE BUSY SECONDS PATH AT_ONCE PATIENCE
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TIMES_MAX = 4 * 1024 * 1024, EVENTS = 256, OPENING_S = 20, RETRY_US = 900000 };

enum state { CONNECTING = 1, ASKING, HELD, LOST };

struct client {
    int fd;
    enum state state;
    double since; /* it connects, or has asked; seconds */
    bool answered;
};

static struct client *clients;
static struct sockaddr_in to;
static char request[256];
static int poller;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say_path(const char *path)
{
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", path);
}

static void lose(struct client *c)
{
    close(c->fd);
    c->state = LOST;
}

static void ask(struct client *c)
{
    ssize_t length = (ssize_t)strlen(request);
    c->state = ASKING;
    if (send(c->fd, request, (size_t)length, MSG_NOSIGNAL) != length)
        lose(c);
}

/* Whether it has been answered; one answer is one segment here. */
static bool hear(struct client *c)
{
    char answer[4096];
    ssize_t n = recv(c->fd, answer, sizeof answer, 0);
    if (n <= 0 && !(n == -1 && errno == EAGAIN))
        lose(c);
    return n > 0;
}

static bool begin(struct client *c)
{
    struct epoll_event e = {.events = EPOLLOUT, .data.ptr = c};
    *c = (struct client){.state = CONNECTING, .since = now()};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd == -1)
        return false;
    if ((connect(c->fd, (struct sockaddr *)&to, sizeof to) == -1 && errno != EINPROGRESS) ||
        epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e) == -1)
        lose(c);
    return true;
}

/* It goes on opening; whether that is over now: held or lost. */
static bool proceed(struct client *c)
{
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    int error = 0;
    socklen_t length = sizeof error;
    if (c->state == ASKING && hear(c))
        c->state = HELD;
    if (c->state != CONNECTING)
        return c->state != ASKING;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
    if (error != 0)
        lose(c);
    else
        ask(c);
    return c->state == LOST;
}

/* Until all are open, or nobody got on for a while. Says how many are held, how many of them had to
   be tried again by the kernel, how long the last one took, and whether descriptors gave out. */
static void open_all(size_t count, size_t at_once, double patience)
{
    struct epoll_event ready[EVENTS];
    size_t begun = 0, opening = 0, held = 0, late = 0;
    double start = now(), moved = start, slowest = 0;
    bool room = true;
    while ((opening > 0 || (begun < count && room)) && now() < moved + patience &&
           now() < start + OPENING_S) {
        for (; room && begun < count && opening < at_once; begun += room, opening += room)
            room = begin(&clients[begun]);
        int n = epoll_wait(poller, ready, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            struct client *c = ready[i].data.ptr;
            if (!proceed(c))
                continue;
            double took = now() - c->since;
            opening--;
            held += c->state == HELD;
            late += c->state == HELD && took * 1e6 > RETRY_US;
            slowest = took > slowest ? took : slowest;
            moved = now();
        }
    }
    printf("%zu %zu %.3f %s\n", held, late, slowest, room ? "-" : "descriptors");
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The last ones that are held; who was not answered while opening asks all the same. */
static size_t keep_busy(struct client *busy, size_t count, double seconds, double *times)
{
    struct epoll_event ready[EVENTS];
    size_t samples = 0;
    for (size_t i = 0; i < count; i++) {
        busy[i].since = now();
        if (busy[i].state == HELD)
            ask(&busy[i]);
    }
    for (double end = now() + seconds; now() < end;) {
        int n = epoll_wait(poller, ready, EVENTS, 100);
        for (int i = 0; i < n && samples < TIMES_MAX; i++) {
            struct client *c = ready[i].data.ptr;
            if (c->state == CONNECTING || c->state == LOST)
                continue;
            if (!hear(c) || c < busy || c >= busy + count)
                continue;
            c->answered = true;
            times[samples++] = now() - c->since;
            c->since = now();
            ask(c);
        }
    }
    return samples;
}

static void tell(const struct client *busy, size_t count, double seconds, double *times,
                 size_t samples)
{
    size_t answered = 0, lost = 0;
    for (size_t i = 0; i < count; i++) {
        answered += busy[i].answered;
        lost += busy[i].state == LOST;
    }
    qsort(times, samples, sizeof *times, ascending);
    printf("%zu %.0f %.3f %.3f %zu %zu\n", samples, (double)samples / seconds,
           samples > 0 ? times[samples / 2] * 1e3 : 0,
           samples > 0 ? times[samples * 95 / 100] * 1e3 : 0, answered, lost);
}

int main(int argc, char **argv)
{
    static double times[TIMES_MAX];
    struct rlimit limit;
    if (argc != 8)
        return EXIT_FAILURE;
    size_t idle = strtoul(argv[2], NULL, 10);
    size_t busy = strtoul(argv[3], NULL, 10);
    double seconds = strtod(argv[4], NULL);
    clients = calloc(idle + busy + 1, sizeof *clients);
    poller = epoll_create1(EPOLL_CLOEXEC);
    to = (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (clients == NULL || poller == -1) {
        perror("bench-rung");
        return EXIT_FAILURE;
    }
    say_path("/api/test");
    open_all(idle + busy, strtoul(argv[6], NULL, 10), strtod(argv[7], NULL));
    (void)getchar();
    say_path(argv[5]);
    size_t samples = keep_busy(clients + idle, busy, seconds, times);
    tell(clients + idle, busy, seconds, times, samples);
    (void)getchar();
    free(clients);
    return EXIT_SUCCESS;
}
