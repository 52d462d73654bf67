/* SPDX-License-Identifier: MIT */
/* One thread, two pipes, two tails under one mutex. The thread only copies octets. */
#include "candidate/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fd.h"

struct output {
    int readers[OUTPUT_COUNT];
    int stop; /* eventfd */
    pthread_t thread;
    pthread_mutex_t lock; /* guards tails */
    struct bytes tails[OUTPUT_COUNT];
};

/* Keeps between one and two times OUTPUT_TAIL, so that the tail is moved rarely. */
static void keep(struct bytes *tail, const char *octets, size_t length)
{
    if (tail->length + length > tail->cap)
        bytes_consume(tail, tail->length - OUTPUT_TAIL);
    bytes_add(tail, octets, length);
}

/* Takes what is there now; false at the end of the pipe. Called with the lock held. */
static bool drain(struct output *o, int stream)
{
    char octets[16 * 1024];
    for (int bound = 0; bound < 64; bound++) {
        ssize_t n = read(o->readers[stream], octets, sizeof octets);
        if (n == -1)
            return errno == EAGAIN || errno == EINTR;
        if (n == 0)
            return false;
        keep(&o->tails[stream], octets, (size_t)n);
    }
    return true;
}

static void *drain_all(void *context)
{
    struct output *o = context;
    struct pollfd watch[] = {
        {.fd = o->readers[OUTPUT_STDOUT], .events = POLLIN},
        {.fd = o->readers[OUTPUT_STDERR], .events = POLLIN},
        {.fd = o->stop, .events = POLLIN},
    };
    while (!watch[OUTPUT_COUNT].revents) {
        if (poll(watch, sizeof watch / sizeof *watch, -1) == -1 && errno != EINTR)
            break;
        for (int i = 0; i < OUTPUT_COUNT; i++) {
            if (!watch[i].revents)
                continue;
            pthread_mutex_lock(&o->lock);
            if (!drain(o, i))
                watch[i].fd = -1;
            pthread_mutex_unlock(&o->lock);
        }
    }
    return NULL;
}

static bool open_pipes(struct output *o, int writers[OUTPUT_COUNT])
{
    for (int i = 0; i < OUTPUT_COUNT; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) == -1)
            return false;
        o->readers[i] = ends[0];
        writers[i] = ends[1];
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
    }
    o->stop = eventfd(0, EFD_CLOEXEC);
    return o->stop != -1;
}

static void release(struct output *o)
{
    for (int i = 0; i < OUTPUT_COUNT; i++) {
        fd_close(&o->readers[i]);
        bytes_release(&o->tails[i]);
    }
    fd_close(&o->stop);
    pthread_mutex_destroy(&o->lock);
    memory_drop(o);
}

struct output *output_open(int writers[OUTPUT_COUNT], struct failure *why)
{
    struct output *o = memory_get(sizeof *o);
    *o = (struct output){.stop = -1};
    pthread_mutex_init(&o->lock, NULL);
    for (int i = 0; i < OUTPUT_COUNT; i++) {
        o->readers[i] = writers[i] = -1;
        bytes_init(&o->tails[i], (size_t)2 * OUTPUT_TAIL);
    }
    if (open_pipes(o, writers) && pthread_create(&o->thread, NULL, drain_all, o) == 0)
        return o;
    failure_set(why, FAILURE_HARNESS,
                "no pipes or thread for the candidate's output; too many descriptors open here?");
    for (int i = 0; i < OUTPUT_COUNT; i++)
        fd_close(&writers[i]);
    release(o);
    return NULL;
}

void output_settle(struct output *o)
{
    pthread_mutex_lock(&o->lock);
    for (int i = 0; i < OUTPUT_COUNT; i++)
        (void)drain(o, i);
    pthread_mutex_unlock(&o->lock);
}

/* Where the last `lines` lines of text begin; a newline at the very end belongs to its line. */
static size_t tail_start(const char *text, size_t length, unsigned lines)
{
    size_t at = length;
    while (at > 0) {
        if (text[at - 1] == '\n' && at < length && lines-- == 1)
            return at;
        at--;
    }
    return 0;
}

const char *output_tail(struct output *o, enum output_stream stream, unsigned lines,
                        struct arena *a)
{
    if (!o)
        return "";
    pthread_mutex_lock(&o->lock);
    const struct bytes *tail = &o->tails[stream];
    size_t length = tail->length;
    while (length && (tail->data[length - 1] == '\n' || tail->data[length - 1] == '\r'))
        length--;
    size_t from = tail_start(tail->data, length, lines);
    char *text = arena_copy(a, tail->data + from, length - from);
    pthread_mutex_unlock(&o->lock);
    return text;
}

const char *output_sanitizer(struct output *o, struct arena *a)
{
    const char *words = output_tail(o, OUTPUT_STDERR, UINT_MAX, a);
    const char *one = strstr(words, "Sanitizer"), *other = strstr(words, "runtime error:");
    const char *at = one && (!other || one < other) ? one : other;
    while (at && at > words && at[-1] != '\n')
        at--;
    return at;
}

void output_close(struct output *o)
{
    if (!o)
        return;
    if (eventfd_write(o->stop, 1) == 0)
        pthread_join(o->thread, NULL);
    release(o);
}
