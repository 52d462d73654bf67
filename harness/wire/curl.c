/* SPDX-License-Identifier: MIT */
/* libcurl's multi interface around one easy handle at a time, so that an interrupt ends a wait. */
#include "wire/curl.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "wire/easy.h"

/* How long octets behind a response are waited for. */
#define CLOSE_MOMENT   (100 * CLOCK_MS)
#define CONTENT_MOMENT (50 * CLOCK_MS)
#define MOMENT         (5 * CLOCK_MS)

struct client {
    CURLM *multi;
};

struct transfer {
    struct exchange *x;
    int64_t first_octet_out; /* when the request began to leave */
    int64_t last_octet_in;
    bool excess; /* octets came behind the end of the response */
};

struct client *client_open(void)
{
    easy_global();
    struct client *c = memory_get(sizeof *c);
    c->multi = curl_multi_init();
    return c;
}

void client_close(struct client *c)
{
    if (!c)
        return;
    curl_multi_cleanup(c->multi);
    memory_drop(c);
}

/* Head and content arrive through two callbacks, in order; both end here. */
static size_t receive(char *octets, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t used, length = size * count;
    t->last_octet_in = clock_now();
    bytes_add(&t->x->received, octets, length);
    enum reply_state state = reply_feed(&t->x->reply, octets, length, &used);
    return state == REPLY_BAD ? 0 : length;
}

static const char excess_found[] = "Excess found";

static int trace(CURL *easy, curl_infotype kind, char *octets, size_t length, void *context)
{
    (void)easy;
    struct transfer *t = context;
    if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) {
        if (!t->first_octet_out)
            t->first_octet_out = clock_now();
        bytes_add(&t->x->sent, octets, length);
    }
    /* libcurl drops them, and tells nobody else. */
    t->excess |= kind == CURLINFO_TEXT && length > strlen(excess_found) &&
                 memcmp(octets, excess_found, strlen(excess_found)) == 0;
    return 0;
}

/* A server that writes too much often does so in a second write. One that closes says when no more
 * comes; the others are given a moment, longer where content is what must not follow. */
static bool more_follows(int fd, const struct reply *r, struct bytes *received)
{
    char octets[256];
    int64_t moment = !r->persistent                   ? CLOSE_MOMENT
                     : r->framing == REPLY_NO_CONTENT ? CONTENT_MOMENT
                                                      : MOMENT;
    (void)!fd_wait(fd, POLLIN, clock_now() + moment);
    ssize_t n = recv(fd, octets, sizeof octets, MSG_DONTWAIT);
    if (n > 0)
        bytes_add(received, octets, (size_t)n);
    return n > 0;
}

static int look_and_close(void *context, curl_socket_t fd)
{
    struct transfer *t = context;
    const struct reply *r = &t->x->reply;
    if (r->state == REPLY_DONE && r->framing != REPLY_UNTIL_CLOSE)
        t->excess |= more_follows(fd, r, &t->x->received);
    return close(fd);
}

static void set_behaviour(CURL *easy, struct transfer *t)
{
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, look_and_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, t);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, trace);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, t);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

/* Runs the transfer to its end; CURLE_OPERATION_TIMEDOUT at the deadline, CURLE_ABORTED_BY_CALLBACK
 * on an interrupt. */
static CURLcode drive(CURLM *multi, int64_t deadline)
{
    for (;;) {
        int running = 0, left;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        struct CURLMsg *message = curl_multi_info_read(multi, &left);
        if (message)
            return message->data.result;
        if (interrupt_signal())
            return CURLE_ABORTED_BY_CALLBACK;
        if (clock_now() >= deadline)
            return CURLE_OPERATION_TIMEDOUT;
        struct curl_waitfd interrupt = {.fd = interrupt_fd(), .events = CURL_WAIT_POLLIN};
        curl_multi_poll(multi, &interrupt, 1, clock_poll_ms(deadline), NULL);
    }
}

static void judge_connect(CURL *easy, CURLcode result, struct exchange *x)
{
    long error = 0;
    curl_off_t connected = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
    curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected);
    if (result == CURLE_COULDNT_CONNECT)
        x->connect = error == EADDRNOTAVAIL ? CONNECT_FAILED : CONNECT_REFUSED;
    else if (result == CURLE_OPERATION_TIMEDOUT && !x->sent.length)
        x->connect = CONNECT_TIMED_OUT;
    else
        x->connect = CONNECT_ACCEPTED;
    if (x->connect == CONNECT_FAILED)
        exchange_problem(x, EXCHANGE_NO_WAY);
    else if (x->connect == CONNECT_REFUSED)
        exchange_problem(x, "connection refused (%s)", error ? strerror((int)error) : "no reason");
}

/* libcurl also calls it an error of receiving when it gives up by itself. */
static bool result_is_reset(CURL *easy, CURLcode result)
{
    long error = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
    return (result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR) &&
           (error == ECONNRESET || error == EPIPE);
}

/* The strict reader has the last word: libcurl's own result only says how the connection ended. */
static void judge(struct transfer *t, CURL *easy, CURLcode result, int64_t started)
{
    struct exchange *x = t->x;
    double ms = (double)(clock_now() - started) / (double)CLOCK_MS;
    if (x->reply.state == REPLY_MORE && result != CURLE_OPERATION_TIMEDOUT &&
        result != CURLE_ABORTED_BY_CALLBACK)
        (void)!reply_eof(&x->reply);
    x->answered = x->reply.state == REPLY_DONE && !t->excess;
    x->elapsed = t->last_octet_in - (t->first_octet_out ? t->first_octet_out : started);
    x->reset = result_is_reset(easy, result);
    if (x->answered)
        return;
    if (t->excess)
        exchange_problem(x, "more octets came than the response has");
    else if (result == CURLE_OPERATION_TIMEDOUT)
        exchange_problem(x, "no complete answer within %.0f ms", ms);
    else if (result == CURLE_ABORTED_BY_CALLBACK)
        exchange_problem(x, "interrupted after %.0f ms", ms);
    else if (result == CURLE_OUT_OF_MEMORY)
        exchange_problem(x, "a line of the head that libcurl does not read: %s",
                         curl_easy_strerror(result));
    else if (x->reset)
        exchange_problem(x, "connection reset after %.0f ms, %s", ms, x->reply.problem);
    else
        exchange_problem(x, "%s", x->reply.problem);
}

/* Tried again from another source address where the ports of one are used up. */
static CURLcode play(CURLM *multi, CURL *easy, const struct client_request *request)
{
    for (int i = 0;; i++) {
        long error = 0;
        curl_multi_add_handle(multi, easy);
        CURLcode result = drive(multi, request->deadline);
        curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
        bool again = result == CURLE_COULDNT_CONNECT && i < ENDPOINT_SOURCES &&
                     endpoint_next_source(request->to, (int)error);
        if (!again)
            return result;
        curl_multi_remove_handle(multi, easy);
    }
}

void client_ask(struct client *c, const struct client_request *request, struct exchange *x)
{
    struct transfer t = {.x = x};
    int64_t started = clock_now();
    CURL *easy = curl_easy_init();
    if (!c->multi || !easy) {
        exchange_problem(x, "libcurl could not start a transfer");
        x->connect = CONNECT_FAILED;
        curl_easy_cleanup(easy);
        return;
    }
    struct curl_slist *fields = easy_prepare(easy, request);
    set_behaviour(easy, &t);
    CURLcode result = play(c->multi, easy, request);
    judge_connect(easy, result, x);
    judge(&t, easy, result, started);
    curl_multi_remove_handle(c->multi, easy);
    curl_easy_cleanup(easy);
    curl_slist_free_all(fields);
}
