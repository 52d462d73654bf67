/* SPDX-License-Identifier: MIT */
/*
 * All that the room asks of descriptors and clocks. EINTR and EAGAIN mean "nothing now" here:
 * readiness is level-triggered and comes again.
 */
#include "engines/calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    MOVE_WRITES = 16, /* per call, so that a fast peer cannot keep the loop from others */
    WAIT_MS = 60000,  /* at most, so that no timeout overflows an int */
};

static const char *remedy(int error)
{
    switch (error) {
    case EADDRINUSE: return "; stop the program that listens there, or choose another with --port";
    case EACCES: return "; choose a port above 1023 with --port";
    case EADDRNOTAVAIL: return "; give an address of this host with --host";
    default: return "";
    }
}

/* Accepted sockets take TCP_NODELAY over from their listener: answers are gathered by the core, and
   holding them back only adds delay. */
static int open_listener(const struct addrinfo *address)
{
    static const int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd != -1 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
        bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, LIMIT_BACKLOG) == 0)
        return fd;
    int saved = errno;
    if (fd != -1)
        close(fd);
    errno = saved;
    return -1;
}

/* Puts the address into words; whether it is this host's own. */
static bool address_text(const struct sockaddr_storage *address, char text[PEER_ROOM])
{
    char host[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *in = (const void *)address; /* the port is in the same place there */
    const struct sockaddr_in6 *in6 = (const void *)address;
    bool six = address->ss_family == AF_INET6;
    const void *ip = six ? (const void *)&in6->sin6_addr : &in->sin_addr;
    inet_ntop(six ? AF_INET6 : AF_INET, ip, host, sizeof host);
    snprintf(text, PEER_ROOM, six ? "[%s]:%u" : "%s:%u", host, (unsigned)ntohs(in->sin_port));
    return strncmp(host, "127.", 4) == 0 || strncmp(host, "::ffff:127.", 11) == 0 ||
           strcmp(host, "::1") == 0;
}

int listen_open(const char *host, unsigned port, char text[LIMIT_WHY])
{
    char service[16];
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    snprintf(service, sizeof service, "%u", port);
    int error = getaddrinfo(host, service, &hints, &found);
    int fd = error == 0 ? open_listener(found) : -1;
    if (fd == -1) {
        snprintf(text, LIMIT_WHY, "cannot listen on %s port %u: %s%s", host, port,
                 error != 0 ? gai_strerror(error) : strerror(errno),
                 error != 0 ? "" : remedy(errno));
    } else {
        getsockname(fd, (struct sockaddr *)&address, &length);
        address_text(&address, text);
    }
    if (error == 0)
        freeaddrinfo(found);
    return fd;
}

int listen_accept(int listener, struct sockaddr_storage *peer)
{
    int fd = -1;
    bool again = true;
    for (unsigned i = 0; again && i <= LIMIT_BACKLOG; i++) {
        socklen_t length = sizeof *peer;
        fd = accept4(listener, (struct sockaddr *)peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        again = fd == -1 && (errno == EINTR || errno == EPROTO || errno == ECONNABORTED);
    }
    return fd;
}

/* SIGPIPE is dropped, too: a lost peer is an error of send, nothing else. Whoever started us may
   have ignored SIGCHLD, and then no process could be asked how it ended. */
int signals_open(void)
{
    static const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t set;
    sigaction(SIGCHLD, &usual, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

unsigned signals_take(int signals)
{
    unsigned stops = 0;
    struct signalfd_siginfo info;
    ssize_t n;
    while ((n = read(signals, &info, sizeof info)) == (ssize_t)sizeof info)
        stops += info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
    return stops + (n == 0);
}

struct instant clock_now(void)
{
    struct timespec monotonic = {0, 0};
    struct timespec wall = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    clock_gettime(CLOCK_REALTIME_COARSE, &wall);
    return (struct instant){
        .ms = (uint64_t)monotonic.tv_sec * 1000 + (uint64_t)monotonic.tv_nsec / 1000000,
        .wall = wall.tv_sec,
        .round = (uint64_t)monotonic.tv_sec * 1000000000 + (uint64_t)monotonic.tv_nsec};
}

int clock_left(uint64_t until, struct instant now)
{
    return until > now.ms ? (int)earlier(until - now.ms, WAIT_MS) : 0;
}

void clock_pause(void)
{
    static const struct timespec pause = {.tv_nsec = LIMIT_ACCEPT_PAUSE_MS * 1000000L};
    nanosleep(&pause, NULL);
}

void link_begin(struct link *l, const struct service *s, const struct newcomer *n,
                struct instant now)
{
    memset(l->lines, -1, sizeof l->lines);
    connection_open(&l->tracked, s->tracker, n->fd);
    l->tracked.loopback = address_text(&n->peer, l->tracked.peer);
    conn_init(&l->conn, &s->config, now);
    l->conn.owner = &l->tracked;
}

/* Whether a call that returned n met no error but "nothing now". */
static bool is_well(ssize_t n)
{
    return n != -1 || errno == EAGAIN || errno == EINTR;
}

static bool read_once(int fd, struct conn *c, struct instant now)
{
    size_t room = 0;
    char *space = conn_read_space(c, &room);
    if (space == NULL || room == 0)
        return true;
    ssize_t n = recv(fd, space, room, 0);
    if (n > 0)
        conn_read_done(c, (size_t)n, now);
    else if (n == 0)
        conn_read_eof(c, now);
    return is_well(n);
}

static unsigned move(int fd, struct conn *c, bool readable, struct instant now)
{
    if (readable && !read_once(fd, c, now))
        return CONN_CLOSE;
    unsigned wants = conn_wants(c);
    bool full = false;
    for (unsigned i = 0; i < MOVE_WRITES && (wants & CONN_WRITE) != 0 && !full; i++) {
        size_t length = 0;
        const char *octets = conn_write_bytes(c, &length);
        ssize_t n = send(fd, octets, length, MSG_NOSIGNAL);
        if (!is_well(n))
            return CONN_CLOSE;
        if (n > 0)
            conn_write_done(c, (size_t)n, now);
        full = n < (ssize_t)length;
        wants = conn_wants(c);
    }
    if ((wants & CONN_SHUT_WRITE) != 0)
        shutdown(fd, SHUT_WR);
    return wants;
}

unsigned link_step(struct link *l, bool readable, struct instant now)
{
    unsigned wants = move(l->tracked.socket, &l->conn, readable, now);
    while (lines_are_due(l, wants) && lines_follow(l, now))
        wants = move(l->tracked.socket, &l->conn, false, now);
    return wants;
}

void link_end(struct link *l)
{
    conn_release(&l->conn);
    if (lines_are_due(l, CONN_CLOSE))
        lines_follow(l, (struct instant){.ms = 0}); /* they are over */
    connection_close(&l->tracked);
}
