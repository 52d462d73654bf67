/* SPDX-License-Identifier: MIT */
/*
 * Opening adds one, closing takes one away; the only place of the server where sockets and served
 * files are closed. A tracked thing that is closed twice is our mistake and stops the program.
 */
#include "resources.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t add(atomic_uint_fast64_t *counter)
{
    return atomic_fetch_add_explicit(counter, 1, memory_order_relaxed) + 1;
}

static void add_with_peak(atomic_uint_fast64_t *counter, atomic_uint_fast64_t *peak)
{
    uint64_t now = add(counter);
    uint_fast64_t most = atomic_load_explicit(peak, memory_order_relaxed);
    while (now > most && !atomic_compare_exchange_weak(peak, &most, now)) {
    }
}

static void take_away(atomic_uint_fast64_t *counter)
{
    uint64_t before = atomic_fetch_sub_explicit(counter, 1, memory_order_relaxed);
    assert(before > 0);
    (void)before;
}

void tracker_init(struct tracker *t)
{
    memset(t, 0, sizeof *t);
}

void tracker_socket_opened(struct tracker *t)
{
    (void)add(&t->sockets);
}

void tracker_socket_close(struct tracker *t, int socket)
{
    close(socket); /* never repeated on EINTR: Linux has freed the number by then */
    take_away(&t->sockets);
}

void tracker_file_opened(struct tracker *t)
{
    (void)add(&t->files);
}

void tracker_file_close(struct tracker *t, int file)
{
    close(file);
    take_away(&t->files);
}

void connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    *c = (struct tracked_connection){.tracker = t, .socket = socket};
    add_with_peak(&t->connections, &t->connections_peak);
    tracker_socket_opened(t);
}

void connection_close(struct tracked_connection *c)
{
    if (c->request != NULL)
        request_close(c->request);
    tracker_socket_close(c->tracker, c->socket);
    take_away(&c->tracker->connections);
    c->socket = -1;
}

void request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    assert(owner->request == NULL);
    *r = (struct tracked_request){.connection = owner, .file = -1};
    owner->request = r;
    add_with_peak(&owner->tracker->requests, &owner->tracker->requests_peak);
    (void)add(&owner->tracker->served);
}

void request_hold_file(struct tracked_request *r, int file)
{
    struct tracker *t = r->connection->tracker;
    if (r->file != -1)
        tracker_file_close(t, r->file);
    r->file = file;
    tracker_file_opened(t);
}

void request_hold_memory(struct tracked_request *r, void *memory)
{
    free(r->memory);
    r->memory = memory;
}

void request_close(struct tracked_request *r)
{
    struct tracker *t = r->connection->tracker;
    if (r->file != -1)
        tracker_file_close(t, r->file);
    r->file = -1;
    if (r->memory != NULL)
        request_hold_memory(r, NULL);
    r->connection->request = NULL;
    take_away(&t->requests);
}

void tracker_text(const struct tracker *t, char text[TRACKER_TEXT_ROOM])
{
    snprintf(text, TRACKER_TEXT_ROOM,
             "resource-tracker: sockets=%llu files=%llu connections=%llu requests=%llu",
             (unsigned long long)t->sockets, (unsigned long long)t->files,
             (unsigned long long)t->connections, (unsigned long long)t->requests);
}

bool tracker_is_empty(const struct tracker *t)
{
    return t->sockets == 0 && t->files == 0 && t->connections == 0 && t->requests == 0;
}
