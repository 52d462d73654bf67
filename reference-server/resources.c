/* SPDX-License-Identifier: MIT */
/*
 * Opening adds one, closing takes one away; the only place of the server where sockets and served
 * files are closed. A tracked thing that is closed twice is our mistake and stops the program.
 */
#include "resources.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void add(atomic_ullong *counter, atomic_ullong *peak)
{
    unsigned long long now = ++*counter;
    unsigned long long most = *peak;
    while (now > most && !atomic_compare_exchange_weak(peak, &most, now)) {
    }
}

static void take_away(atomic_ullong *counter)
{
    unsigned long long before = (*counter)--;
    assert(before > 0);
    (void)before;
}

void tracker_socket_opened(struct tracker *t)
{
    t->sockets++;
}

void tracker_socket_close(struct tracker *t, int socket)
{
    close(socket); /* never repeated on EINTR: Linux has freed the number by then */
    take_away(&t->sockets);
}

void tracker_file_opened(struct tracker *t)
{
    t->files++;
}

void tracker_file_close(struct tracker *t, int file)
{
    close(file);
    take_away(&t->files);
}

void connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    *c = (struct tracked_connection){.tracker = t, .socket = socket};
    add(&t->connections, &t->connections_peak);
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
    add(&owner->tracker->requests, &owner->tracker->requests_peak);
    owner->tracker->served++;
}

void request_hold_file(struct tracked_request *r, int file)
{
    if (r->file != -1)
        tracker_file_close(r->connection->tracker, r->file);
    r->file = file;
    tracker_file_opened(r->connection->tracker);
}

void request_hold_memory(struct tracked_request *r, void *memory)
{
    free(r->memory);
    r->memory = memory;
}

void request_close(struct tracked_request *r)
{
    if (r->file != -1)
        tracker_file_close(r->connection->tracker, r->file);
    if (r->memory != NULL)
        free(r->memory);
    r->file = -1;
    r->memory = NULL;
    r->connection->request = NULL;
    take_away(&r->connection->tracker->requests);
}

void tracker_text(const struct tracker *t, char text[TRACKER_TEXT_ROOM])
{
    snprintf(text, TRACKER_TEXT_ROOM,
             "resource-tracker: sockets=%llu files=%llu connections=%llu requests=%llu", t->sockets,
             t->files, t->connections, t->requests);
}

bool tracker_is_empty(const struct tracker *t)
{
    return t->sockets + t->files + t->connections + t->requests == 0;
}
