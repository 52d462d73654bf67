/* SPDX-License-Identifier: MIT */
/* One poll(2) loop over the listeners, their connections and a pipe that wakes it. The lock guards
 * behaviours, who listens, and the log; connections are the thread's own.
 */
#include "wire/stubs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/memory.h"
#include "wire/stub_request.h"

enum {
    CONNECTIONS_MAX = 256,
    BACKLOG = 128,
    TRIES = 10,            /* to bind a port that was free a moment ago */
    REQUEST_MAX = 1 << 20, /* octets of a head and its body */
    REPLY_MAX = 17 << 20,  /* the largest content of a scenario, and its head */
    ROUNDS_MAX = 1000,     /* of a candidate that calls without end, before the log is shown */
    LOOK_MS = 1000         /* at least so often it looks whether it is over */
};

static const char garbage[] = "\x16\x03\x01 this is no response\r\n\r\n";

enum phase { PHASE_READ = 0, PHASE_WAIT, PHASE_WRITE, PHASE_HANG };

struct conn {
    int fd; /* -1: free */
    unsigned stub;
    enum phase phase;
    struct bytes request, reply;
    size_t taken;   /* octets of `request` that belong to the call under way */
    size_t written; /* octets of `reply` */
    int64_t due;    /* of the reply */
    bool keep;      /* the connection after it */
    bool reset;     /* instead of a close */
    ssize_t entry;  /* in the log of that age; -1: none */
    unsigned age;
};

struct stub {
    int listener, port;
    bool listens;
    struct stub_behaviour behaviour;
};

struct stubs {
    struct stub stubs[STUBS_MAX];
    size_t count;
    struct conn conns[CONNECTIONS_MAX];
    struct stub_call log[STUB_CALLS_MAX];
    size_t calls;
    unsigned age;            /* of the log: how often it was emptied */
    unsigned asked, settled; /* looks at the log; the last one before which all that had come to the
                                sockets was taken in */
    bool over;
    int wake;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* settled */
};

/* --- the log ---------------------------------------------------------------------------------- */

static void log_begin(struct stubs *s, struct conn *c)
{
    pthread_mutex_lock(&s->lock);
    c->entry = s->calls < STUB_CALLS_MAX ? (ssize_t)s->calls : -1;
    if (c->entry != -1)
        s->log[s->calls] = (struct stub_call){.stub = c->stub, .begun = clock_now()};
    s->calls++;
    c->age = s->age;
    pthread_mutex_unlock(&s->lock);
}

static void log_end(struct stubs *s, struct conn *c, bool cancelled)
{
    pthread_mutex_lock(&s->lock);
    if (c->entry != -1 && c->age == s->age) {
        s->log[c->entry].ended = clock_now();
        s->log[c->entry].cancelled = cancelled;
    }
    pthread_mutex_unlock(&s->lock);
    c->entry = -1;
}

/* --- one connection --------------------------------------------------------------------------- */

static void conn_close(struct stubs *s, struct conn *c, bool cancelled)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (c->reset)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    fd_close(&c->fd);
    log_end(s, c, cancelled);
    bytes_release(&c->request);
    bytes_release(&c->reply);
}

static void compose(struct conn *c, const struct stub_behaviour *b, const struct stub_request *q)
{
    bool content = b->status != 204 && b->status != 304;
    if (b->reply == STUB_GARBAGE)
        bytes_add(&c->reply, garbage, sizeof garbage - 1);
    if (b->reply != STUB_STATUS)
        return;
    bytes_format(&c->reply, "HTTP/1.1 %d Stub\r\n", b->status);
    if (content)
        bytes_format(&c->reply, "Content-Length: %zu\r\n", b->body_length);
    if (content && b->media_type)
        bytes_format(&c->reply, "Content-Type: %s\r\n", b->media_type);
    bytes_format(&c->reply, "Connection: %s\r\n\r\n", q->keep ? "keep-alive" : "close");
    if (content && !q->to_head && b->body_length)
        bytes_add(&c->reply, b->body, b->body_length);
    c->keep = q->keep;
}

/* A call: its head is there, and its body. */
static void begin_call(struct stubs *s, struct conn *c, const struct stub_request *q)
{
    pthread_mutex_lock(&s->lock);
    struct stub_behaviour b = s->stubs[c->stub].behaviour;
    c->keep = false;
    c->written = 0;
    bytes_clear(&c->reply);
    compose(c, &b, q); /* the body may be replaced once the lock is free */
    pthread_mutex_unlock(&s->lock);
    if (b.reply == STUB_STATUS && b.reset_after && b.reset_after < c->reply.length)
        c->reply.length = b.reset_after;
    c->reset = b.reply == STUB_RESET || (b.reply == STUB_STATUS && b.reset_after);
    c->keep &= !c->reset;
    c->taken = q->length;
    c->due = clock_now() + b.delay;
    c->phase = b.reply == STUB_HANG ? PHASE_HANG : PHASE_WAIT;
    log_begin(s, c);
}

/* Begins the call that is there as a whole, if there is one. */
static void look_for_call(struct stubs *s, struct conn *c)
{
    struct stub_request q;
    enum stub_request_state state = stub_request_read(&q, c->request.data, c->request.length);
    if (state == STUB_REQUEST_WHOLE)
        begin_call(s, c, &q);
    else if (state == STUB_REQUEST_BAD || c->request.length >= REQUEST_MAX)
        conn_close(s, c, false);
}

static void conn_write(struct stubs *s, struct conn *c)
{
    while (c->written < c->reply.length) {
        ssize_t n =
            send(c->fd, c->reply.data + c->written, c->reply.length - c->written, MSG_NOSIGNAL);
        if (n == -1 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            conn_close(s, c, false);
            return;
        }
        c->written += (size_t)n;
    }
    if (!c->keep) {
        conn_close(s, c, false);
        return;
    }
    log_end(s, c, false);
    bytes_consume(&c->request, c->taken);
    c->phase = PHASE_READ;
    look_for_call(s, c);
}

/* Also sees the end of the connection while its reply is not due yet. */
static void conn_read(struct stubs *s, struct conn *c)
{
    char octets[16 * 1024];
    ssize_t n = recv(c->fd, octets, sizeof octets, 0);
    if (n == -1 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        conn_close(s, c, c->phase != PHASE_READ);
        return;
    }
    bytes_add(&c->request, octets, (size_t)n);
    if (c->phase == PHASE_READ)
        look_for_call(s, c);
}

static void conn_step(struct stubs *s, struct conn *c, short events)
{
    if (events && c->phase == PHASE_WRITE)
        conn_write(s, c);
    else if (events)
        conn_read(s, c);
    if (c->fd != -1 && c->phase == PHASE_WAIT && clock_now() >= c->due) {
        c->phase = PHASE_WRITE;
        conn_write(s, c);
    }
}

/* --- the thread ------------------------------------------------------------------------------- */

static struct conn *free_conn(struct stubs *s)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (s->conns[i].fd == -1)
            return &s->conns[i];
    }
    return NULL;
}

static void take_conn(struct stubs *s, unsigned stub)
{
    struct conn *c = free_conn(s);
    int fd = c ? accept4(s->stubs[stub].listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
    if (fd == -1)
        return;
    *c = (struct conn){.fd = fd, .stub = stub, .entry = -1};
    bytes_init(&c->request, REQUEST_MAX);
    bytes_init(&c->reply, REPLY_MAX);
}

/* What poll(2) is asked, and whose entry each is. */
struct watch {
    struct pollfd fds[1 + STUBS_MAX + CONNECTIONS_MAX];
    struct conn *conns[1 + STUBS_MAX + CONNECTIONS_MAX]; /* NULL: not a connection */
    nfds_t count;
    int64_t next; /* reply that is due */
};

static void watch_add(struct watch *w, int fd, int events, struct conn *c)
{
    w->fds[w->count] = (struct pollfd){.fd = fd, .events = (short)events};
    w->conns[w->count++] = c;
}

static void watch_fill(struct watch *w, struct stubs *s)
{
    bool room = free_conn(s) != NULL;
    w->count = 0;
    w->next = clock_now() + LOOK_MS * CLOCK_MS;
    watch_add(w, s->wake, POLLIN, NULL);
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->count; i++)
        watch_add(w, room && s->stubs[i].listens ? s->stubs[i].listener : -1, POLLIN, NULL);
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct conn *c = &s->conns[i];
        if (c->fd == -1)
            continue;
        /* Somebody who sends without end while he waits is not listened to. */
        bool full = c->phase != PHASE_READ && c->request.length >= REQUEST_MAX;
        watch_add(w, c->fd, c->phase == PHASE_WRITE ? POLLOUT : full ? 0 : POLLIN, c);
        if (c->phase == PHASE_WAIT && c->due < w->next)
            w->next = c->due;
    }
}

/* What the other threads want: the end, or to know that nothing is left to be taken in. */
static bool is_over(struct stubs *s, unsigned *asked)
{
    uint64_t woken;
    (void)!read(s->wake, &woken, sizeof woken);
    pthread_mutex_lock(&s->lock);
    bool over = s->over;
    *asked = s->asked;
    pthread_mutex_unlock(&s->lock);
    return over;
}

static void settle(struct stubs *s, unsigned asked)
{
    pthread_mutex_lock(&s->lock);
    s->settled = asked;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* Returns how many sockets had something. */
static size_t serve_ready(struct stubs *s, const struct watch *w)
{
    size_t ready = 0;
    for (nfds_t i = 1; i <= s->count; i++) {
        ready += w->fds[i].revents != 0;
        if (w->fds[i].revents)
            take_conn(s, (unsigned)i - 1);
    }
    for (nfds_t i = 1 + s->count; i < w->count; i++) {
        ready += w->fds[i].revents != 0;
        conn_step(s, w->conns[i], w->fds[i].revents);
    }
    return ready;
}

static void *serve(void *context)
{
    struct stubs *s = context;
    struct watch *w = memory_get(sizeof *w);
    unsigned asked = 0, rounds = 0;
    for (;;) {
        watch_fill(w, s);
        int64_t left = asked == s->settled ? w->next - clock_now() : 0;
        const struct timespec pause = {.tv_sec = left > 0 ? left / CLOCK_S : 0,
                                       .tv_nsec = left > 0 ? left % CLOCK_S : 0};
        unsigned before = asked;
        (void)!ppoll(w->fds, w->count, &pause, NULL);
        if (is_over(s, &asked))
            break;
        rounds = before == asked ? rounds + 1 : 0;
        bool quiet = serve_ready(s, w) == 0 && rounds > 0;
        if (asked != s->settled && (quiet || rounds > ROUNDS_MAX))
            settle(s, asked);
    }
    memory_drop(w);
    return NULL;
}

/* --- the door --------------------------------------------------------------------------------- */

/* A socket bound to that port, or to any (0); -1 if that cannot be. *port becomes its own. Calls
 * that were ended from here rest in TIME_WAIT, and may not keep it from listening again.
 */
static int bind_to(int *port)
{
    static const int on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)*port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd != -1 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1 ||
                     bind(fd, (struct sockaddr *)&at, sizeof at) == -1 ||
                     getsockname(fd, (struct sockaddr *)&at, &size) == -1))
        fd_close(&fd);
    *port = ntohs(at.sin_port);
    return fd;
}

/* A port that was asked for by its number stays with the socket when that does not listen. */
static bool listen_on_loopback(struct stub *stub)
{
    stub->listener = -1;
    for (int i = 0; i < TRIES && stub->listener == -1; i++) {
        stub->port = 0;
        int any = bind_to(&stub->port);
        fd_close(&any);
        stub->listener = bind_to(&stub->port);
    }
    stub->listens = stub->listener != -1 && listen(stub->listener, BACKLOG) == 0;
    stub->behaviour = (struct stub_behaviour){.status = 200};
    return stub->listens;
}

/* Signals are for the thread that judges. */
static bool start_thread(struct stubs *s)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&s->thread, NULL, serve, s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return error == 0;
}

static void release(struct stubs *s)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (s->conns[i].fd != -1)
            conn_close(s, &s->conns[i], false);
    }
    for (size_t i = 0; i < s->count; i++)
        fd_close(&s->stubs[i].listener);
    fd_close(&s->wake);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    memory_drop(s);
}

struct stubs *stubs_open(size_t count, struct failure *why)
{
    struct stubs *s = memory_get(sizeof *s);
    memset(s, 0, sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++)
        s->conns[i].fd = -1;
    s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    bool good = s->wake != -1;
    for (; good && s->count < count; s->count++)
        good = listen_on_loopback(&s->stubs[s->count]);
    if (good && start_thread(s))
        return s;
    failure_set(why, FAILURE_HARNESS, "no stub on loopback: %s", strerror(errno));
    release(s);
    return NULL;
}

int stubs_port(const struct stubs *s, size_t index)
{
    return s->stubs[index].port;
}

static void wake(struct stubs *s)
{
    const uint64_t one = 1;
    (void)!write(s->wake, &one, sizeof one);
}

/* Linux keeps the port of a listener that was shut down, and takes it back by listen(2). */
static void set_listening(struct stub *stub, bool listens)
{
    if (listens == stub->listens)
        return;
    if (listens)
        (void)!listen(stub->listener, BACKLOG);
    else
        shutdown(stub->listener, SHUT_RDWR);
    stub->listens = listens;
}

void stubs_behave(struct stubs *s, size_t index, const struct stub_behaviour *b)
{
    pthread_mutex_lock(&s->lock);
    s->stubs[index].behaviour = *b;
    set_listening(&s->stubs[index], b->reply != STUB_REFUSE);
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

void stubs_forget(struct stubs *s)
{
    pthread_mutex_lock(&s->lock);
    s->calls = 0;
    s->age++;
    pthread_mutex_unlock(&s->lock);
}

size_t stubs_calls(struct stubs *s, struct stub_call *calls, size_t most)
{
    pthread_mutex_lock(&s->lock);
    unsigned asked = ++s->asked;
    wake(s);
    while (s->settled != asked)
        pthread_cond_wait(&s->changed, &s->lock);
    size_t count = s->calls, kept = count < STUB_CALLS_MAX ? count : STUB_CALLS_MAX;
    memcpy(calls, s->log, (kept < most ? kept : most) * sizeof *calls);
    pthread_mutex_unlock(&s->lock);
    return count;
}

void stubs_close(struct stubs *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->over = true;
    pthread_mutex_unlock(&s->lock);
    wake(s);
    pthread_join(s->thread, NULL);
    release(s);
}
