/* SPDX-License-Identifier: MIT */
/*
 * The sockets of calls to other servers: what socket.c is for connections of clients. Nothing waits
 * here; a connection that is not made yet takes no octets, and one that failed says so then. A line
 * belongs to the link whose call it is for, and a call that is over cannot be reached any more: so
 * whoever lets a call go has hung up.
 */
#include "engines/calls.h"
#include "engines/loop.h"

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

/* Returns the socket, or -1: the call has failed. */
static int dial(struct call *c, struct tracker *t)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = -1;
    if (!read_address(c->address, &address))
        call_fail(c, 503, "its address is not an IPv4 address and a port");
    else if ((fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) == -1)
        call_fail(c, 503, "there is no descriptor left to ask it");
    if (fd == -1)
        return -1;
    tracker_open(t, TRACKED_SOCKETS);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1 && errno != EINPROGRESS)
        call_fail(c, 502, "it cannot be reached");
    return fd;
}

/* Sends and reads what can be. */
static void move(struct call *c, int fd)
{
    ssize_t n = 0;
    while (n != -1 && call_wants(c) != CONN_CLOSE) {
        size_t length = 0;
        char *octets = call_octets(c, &length);
        n = call_wants(c) == CONN_WRITE ? send(fd, octets, length, MSG_NOSIGNAL)
                                        : recv(fd, octets, length, 0);
        if (n != -1)
            call_done(c, (size_t)n);
        else if (errno != EAGAIN && errno != EINTR)
            call_fail(c, 502, "it cannot be reached, or breaks off");
    }
}

static void move_line(struct link *l, size_t which, struct call *c)
{
    struct loop *loop = l->loop;
    move(c, l->lines[which]);
    if (loop != NULL && call_wants(c) != CONN_CLOSE &&
        !loop->waiter->watch(loop, l->token + 1 + which, l->lines[which], call_wants(c)))
        call_fail(c, 503, "nobody can listen to so many");
}

static void hang_up(struct link *l, size_t which)
{
    if (l->loop != NULL)
        l->loop->waiter->forget(l->loop, l->token + 1 + which, l->lines[which]);
    tracker_close(l->tracked.tracker, TRACKED_SOCKETS, l->lines[which]);
    l->lines[which] = -1;
}

bool lines_follow(struct link *l, struct instant now)
{
    bool ended = false;
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        struct call *call = conn_call(&l->conn, i);
        if (l->lines[i] != -1 && (call == NULL || !call->dialled))
            hang_up(l, i);
        if (call == NULL || call->dialled)
            continue;
        call->dialled = true;
        l->lines[i] = dial(call, l->tracked.tracker);
        if (l->lines[i] != -1)
            move_line(l, i, call);
        ended = ended || call_wants(call) == CONN_CLOSE;
    }
    if (ended)
        conn_expire(&l->conn, now);
    return ended;
}

bool line_heed(struct link *l, size_t which, struct instant now)
{
    struct call *call = conn_call(&l->conn, which);
    if (call == NULL || !call->dialled)
        return false;
    move_line(l, which, call);
    if (call_wants(call) != CONN_CLOSE)
        return false;
    conn_expire(&l->conn, now);
    return true;
}
