/* SPDX-License-Identifier: MIT */
/*
 * Socket set-up. Errors of accept are sorted here, in one place, into "nobody", "later" and "next".
 */
#include "engines/listen.h"

#include "http/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void explain(const char *host, unsigned port, char *why, size_t room)
{
    const char *remedy = "";
    switch (errno) {
    case EADDRINUSE:
        remedy = "; stop the program that listens there, or choose another with --port";
        break;
    case EACCES: remedy = "; choose a port above 1023 with --port"; break;
    case EADDRNOTAVAIL: remedy = "; give an address of this host with --host"; break;
    default: break;
    }
    snprintf(why, room, "cannot listen on %s port %u: %s%s", host, port, strerror(errno), remedy);
}

static int open_one(const struct addrinfo *address)
{
    static const int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    /* Answers are gathered by the core: holding them back only adds delay. Accepted sockets take
       the option over from their listener. */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == -1 ||
        bind(fd, address->ai_addr, address->ai_addrlen) == -1 || listen(fd, LIMIT_BACKLOG) == -1) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

int listen_open(const char *host, unsigned port, char *why, size_t room)
{
    char service[16];
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    snprintf(service, sizeof service, "%u", port);
    int error = getaddrinfo(host, service, &hints, &found);
    if (error != 0) {
        snprintf(why, room, "cannot listen on %s port %u: %s", host, port, gai_strerror(error));
        return -1;
    }
    int fd = open_one(found);
    if (fd == -1)
        explain(host, port, why, room);
    freeaddrinfo(found);
    return fd;
}

void address_text(const struct sockaddr_storage *address, char text[ADDRESS_ROOM])
{
    char host[INET6_ADDRSTRLEN] = "";
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;
        inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        snprintf(text, ADDRESS_ROOM, "[%s]:%u", host, (unsigned)ntohs(in6->sin6_port));
    } else {
        const struct sockaddr_in *in = (const void *)address;
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        snprintf(text, ADDRESS_ROOM, "%s:%u", host, (unsigned)ntohs(in->sin_port));
    }
}

bool address_is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;
        const unsigned char *octets = in6->sin6_addr.s6_addr;
        return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) ||
               (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) && octets[12] == 127);
    }
    const struct sockaddr_in *in = (const void *)address;
    return ntohl(in->sin_addr.s_addr) >> 24 == 127;
}

void listen_text(int listener, char text[ADDRESS_ROOM])
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    getsockname(listener, (struct sockaddr *)&address, &length);
    address_text(&address, text);
}

enum newcomer listen_accept(int listener, int *fd, struct sockaddr_storage *peer)
{
    for (;;) {
        socklen_t length = sizeof *peer;
        *fd = accept4(listener, (struct sockaddr *)peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (*fd != -1)
            return NEWCOMER_TAKEN;
        switch (errno) {
        case EAGAIN: return NEWCOMER_NONE;
        case EINTR:
        case EPROTO:
        case ECONNABORTED: break; /* that one has gone: the next, please */
        default: return NEWCOMER_LATER;
        }
    }
}
