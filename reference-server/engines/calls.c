/* SPDX-License-Identifier: MIT */
/*
 * The sockets of calls to other servers: what socket.c is for connections of clients. Nothing waits
 * here; a connection that is not made yet takes no octets, and one that failed says so then.
 */
#include "engines/engine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <unistd.h>

static bool read_address(const char *text, struct sockaddr_in *address)
{
    char host[INET_ADDRSTRLEN] = "";
    uint64_t number = 0;
    struct span port = span_of(text);
    struct span name = span_cut(&port, ':');
    if (name.length < sizeof host)
        memcpy(host, name.at, name.length);
    bool valid = inet_pton(AF_INET, host, &address->sin_addr) == 1 && span_number(port, &number) &&
                 number > 0 && number <= UINT16_MAX;
    address->sin_port = htons((uint16_t)number);
    return valid;
}

int call_dial(struct call *c, struct tracker *t)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (!read_address(c->address, &address)) {
        call_fail(c, 503, "its address is not an IPv4 address and a port");
        return -1;
    }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1) {
        call_fail(c, 503, "there is no descriptor left to ask it");
        return -1;
    }
    tracker_open(t, TRACKED_SOCKETS);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EINPROGRESS)
        return fd;
    tracker_close(t, TRACKED_SOCKETS, fd);
    call_fail(c, 502, "it cannot be reached");
    return -1;
}

/* Whether a call that returned n got on; if not, and not for now only, the call has failed. */
static bool got_on(struct call *c, ssize_t n)
{
    if (n == -1 && errno != EAGAIN && errno != EINTR)
        call_fail(c, 502, "it cannot be reached, or breaks off");
    return n != -1;
}

unsigned call_move(int fd, struct call *c)
{
    bool goes = true;
    while (goes && call_wants(c) == CONN_WRITE) {
        size_t length = 0;
        const char *octets = call_write_bytes(c, &length);
        ssize_t n = send(fd, octets, length, MSG_NOSIGNAL);
        goes = got_on(c, n);
        if (goes)
            call_write_done(c, (size_t)n);
    }
    while (goes && call_wants(c) == CONN_READ) {
        size_t room = 0;
        char *space = call_read_space(c, &room);
        ssize_t n = recv(fd, space, room, 0);
        goes = got_on(c, n);
        if (goes)
            call_read_done(c, (size_t)n);
    }
    return call_wants(c);
}
