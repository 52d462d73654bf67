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
    if (now > *peak) /* many may read, but only the loop's thread writes */
        *peak = now;
}

static void take_away(atomic_ullong *counter)
{
    unsigned long long before = (*counter)--;
    assert(before > 0);
    (void)before;
}

void tracker_close(atomic_ullong *counter, int descriptor)
{
    close(descriptor); /* never repeated on EINTR: Linux has freed the number by then */
    take_away(counter);
}

void connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    *c = (struct tracked_connection){.tracker = t, .socket = socket};
    add(&t->connections, &t->connections_peak);
    t->sockets++;
}

void connection_close(struct tracked_connection *c)
{
    if (c->request != NULL)
        request_close(c->request);
    tracker_close(&c->tracker->sockets, c->socket);
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
        tracker_close(&r->connection->tracker->files, r->file);
    r->file = file;
    r->connection->tracker->files++;
}

void request_hold_memory(struct tracked_request *r, void *memory)
{
    free(r->memory);
    r->memory = memory;
}

void request_close(struct tracked_request *r)
{
    if (r->file != -1)
        tracker_close(&r->connection->tracker->files, r->file);
    if (r->memory != NULL)
        free(r->memory);
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
