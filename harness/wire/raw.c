/* SPDX-License-Identifier: MIT */
/* Non-blocking sockets, one wait at a time. */
#include "wire/raw.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"

enum {
    READ_AT_ONCE = 64 * 1024,
    THIN_WINDOW = 2048, /* octets asked for; the kernel takes twice that, or its own minimum */
    THIN_SEGMENT = 536  /* what every host takes (RFC 9293 section 3.7.1) */
};

static enum connect_outcome connect_result(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
        return CONNECT_FAILED;
    if (error == ECONNREFUSED || error == ECONNRESET)
        return CONNECT_REFUSED;
    if (error == ETIMEDOUT)
        return CONNECT_TIMED_OUT;
    return error ? CONNECT_FAILED : CONNECT_ACCEPTED;
}

static enum connect_outcome connect_wait(int fd, const struct endpoint *to, int64_t deadline)
{
    if (endpoint_connect(to, fd))
        return CONNECT_ACCEPTED;
    if (errno == ECONNREFUSED)
        return CONNECT_REFUSED;
    if (errno != EINPROGRESS)
        return CONNECT_FAILED;
    if (fd_wait(fd, POLLOUT, deadline) != FD_READY)
        return CONNECT_TIMED_OUT;
    return connect_result(fd);
}

static void ask_for_stamps(int fd)
{
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

/* The kernel stamps nothing while no socket asks for it, and begins a moment after the first one
 * does: so one asks as long as this process runs. */
static void keep_stamps_on(void)
{
    static int keeper = -1;
    if (keeper != -1)
        return;
    keeper = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ask_for_stamps(keeper);
}

/* Before it is connected: both are told to the peer in the first segment. */
static void make_thin(int fd)
{
    int window = THIN_WINDOW, segment = THIN_SEGMENT;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
}

static enum connect_outcome open_line(struct raw *r, const struct endpoint *to, int64_t deadline,
                                      bool thin)
{
    *r = (struct raw){.fd = -1, .last_octet = clock_now()};
    keep_stamps_on();
    r->fd = socket(to->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (r->fd == -1)
        return CONNECT_FAILED;
    if (thin)
        make_thin(r->fd);
    enum connect_outcome outcome = connect_wait(r->fd, to, deadline);
    if (outcome != CONNECT_ACCEPTED) {
        fd_close(&r->fd);
        return outcome;
    }
    int on = 1;
    setsockopt(r->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ask_for_stamps(r->fd);
    bytes_init(&r->received, RAW_UNREAD_MAX);
    r->last_octet = clock_now();
    return CONNECT_ACCEPTED;
}

enum connect_outcome raw_open(struct raw *r, const struct endpoint *to, int64_t deadline)
{
    return open_line(r, to, deadline, false);
}

enum connect_outcome raw_open_thin(struct raw *r, const struct endpoint *to, int64_t deadline)
{
    return open_line(r, to, deadline, true);
}

static void mark_ended(struct raw *r, bool reset)
{
    r->eof = true;
    r->reset = reset;
    r->ended_at = clock_now();
}

/* When the kernel took the last of these octets in; now, if it did not say. */
static int64_t arrival(struct msghdr *m)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        struct timespec stamp;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
        return clock_of_wall(&stamp);
    }
    return clock_now();
}

/* One recvmsg(2); false when it would block. Octets that have waited for this are not late. */
static bool read_some(struct raw *r)
{
    size_t room = bytes_space(&r->received, READ_AT_ONCE);
    char overflow[256];
    alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec part = {.iov_base = room ? r->received.data + r->received.length : overflow,
                         .iov_len = room ? room : sizeof overflow};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    ssize_t n = recvmsg(r->fd, &m, 0);
    if (n == -1 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        mark_ended(r, n == -1);
        return true;
    }
    if (room)
        bytes_added(&r->received, (size_t)n);
    r->last_octet = arrival(&m);
    return true;
}

/* Looked at after every read: a peer that sends without end never lets a wait begin. */
static bool must_stop(int64_t deadline)
{
    return clock_now() >= deadline || interrupt_signal();
}

bool raw_send(struct raw *r, const void *octets, size_t length, int64_t deadline)
{
    const char *p = octets;
    while (length && !r->eof) {
        ssize_t n = send(r->fd, p, length, MSG_NOSIGNAL);
        if (n > 0) {
            p += n;
            length -= (size_t)n;
            continue;
        }
        /* What the peer said before it ended is still readable: raw_receive sees the end. */
        if (n == -1 && errno != EAGAIN && errno != EINTR)
            return false;
        if (fd_wait(r->fd, POLLOUT, deadline) != FD_READY)
            return false;
    }
    return length == 0;
}

/* Where the piece that begins at `at` ends. */
static size_t piece_end(const struct raw_pieces *how, size_t at, size_t length)
{
    size_t end = how->drip && how->drip < length - at ? at + how->drip : length;
    for (size_t i = 0; i < how->cut_count; i++) {
        if (how->cuts[i] > at)
            return how->cuts[i] < end ? how->cuts[i] : end;
    }
    return end;
}

bool raw_send_pieces(struct raw *r, const char *octets, size_t length, const struct raw_pieces *how,
                     int64_t deadline)
{
    for (size_t at = 0, end; at < length; at = end) {
        end = piece_end(how, at, length);
        if (!raw_send(r, octets + at, end - at, deadline))
            return false;
        if (end == length)
            break;
        clock_wait(clock_now() + how->pause); /* finer than what poll(2) can wait */
        while (!r->eof && !must_stop(deadline) && read_some(r)) {
        }
        if (r->eof || must_stop(deadline))
            return false;
    }
    return true;
}

void raw_half_close(struct raw *r)
{
    if (r->fd != -1)
        shutdown(r->fd, SHUT_WR);
}

static void judge_reply(struct raw *r, struct exchange *x, int64_t started)
{
    enum reply_state state = x->reply.state;
    if (state == REPLY_MORE && r->eof)
        state = reply_eof(&x->reply);
    x->elapsed = r->last_octet - started;
    x->answered = state == REPLY_DONE;
    x->ended = r->eof;
    x->reset = r->reset;
    double ms = (double)(clock_now() - started) / (double)CLOCK_MS;
    if (state == REPLY_BAD && r->reset)
        exchange_problem(x, "connection reset after %.0f ms, %s", ms, x->reply.problem);
    else if (state == REPLY_BAD)
        exchange_problem(x, "%s", x->reply.problem);
    else if (state == REPLY_MORE)
        exchange_problem(x, "no complete answer within %.0f ms", ms);
}

void raw_receive(struct raw *r, struct exchange *x, int64_t started, int64_t deadline)
{
    for (;;) {
        size_t used;
        enum reply_state state = reply_feed(&x->reply, r->received.data, r->received.length, &used);
        bytes_add(&x->received, r->received.data, used);
        bytes_consume(&r->received, used);
        if (state != REPLY_MORE || r->eof)
            break;
        if (must_stop(deadline) || (!read_some(r) && fd_wait(r->fd, POLLIN, deadline) != FD_READY))
            break;
    }
    judge_reply(r, x, started);
}

void raw_watch(struct raw *r, struct exchange *x, int64_t since, int64_t deadline)
{
    while (!r->eof && !must_stop(deadline)) {
        if (!read_some(r) && fd_wait(r->fd, POLLIN, deadline) != FD_READY)
            break;
    }
    x->ended = r->eof;
    x->reset = r->reset;
    if (r->eof)
        x->closed = r->ended_at > since ? r->ended_at - since : 0;
}

bool raw_take(struct raw *r)
{
    bool any = false;
    while (!r->eof && r->received.length < RAW_UNREAD_MAX && read_some(r))
        any = true;
    return any;
}

void raw_close(struct raw *r)
{
    fd_close(&r->fd);
    bytes_release(&r->received);
}
