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

void tracker_open(struct tracker *t, enum tracked kind)
{
    struct tracker *all = t->whole != NULL ? t->whole : t;
    t->open[kind]++;
    unsigned long long now = tracker_count(all, kind), peak = all->peak[kind];
    while (now > peak && !atomic_compare_exchange_weak(&all->peak[kind], &peak, now)) {
    }
}

static void take_away(struct tracker *t, enum tracked kind)
{
    unsigned long long before = t->open[kind]--;
    assert(before > 0);
    (void)before;
}

void tracker_close(struct tracker *t, enum tracked kind, int descriptor)
{
    close(descriptor); /* never repeated on EINTR: Linux has freed the number by then */
    take_away(t, kind);
}

void tracker_forget(struct tracker *of_process)
{
    for (enum tracked kind = 0; kind < TRACKED_KINDS; kind++)
        of_process->open[kind] = 0;
}

unsigned long long tracker_count(const struct tracker *t, enum tracked kind)
{
    unsigned long long sum = t->open[kind];
    for (size_t i = 0; i < t->part_count; i++)
        sum += t->parts[i].open[kind];
    return sum;
}

void connection_open(struct tracked_connection *c, struct tracker *t, int socket)
{
    *c = (struct tracked_connection){.tracker = t, .socket = socket};
    tracker_open(t, TRACKED_CONNECTIONS);
    tracker_open(t, TRACKED_SOCKETS);
}

void connection_close(struct tracked_connection *c)
{
    if (c->request != NULL)
        request_close(c->request);
    tracker_close(c->tracker, TRACKED_SOCKETS, c->socket);
    take_away(c->tracker, TRACKED_CONNECTIONS);
    c->socket = -1;
}

void request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    assert(owner->request == NULL);
    *r = (struct tracked_request){.connection = owner, .file = -1};
    owner->request = r;
    struct tracker *t = owner->tracker;
    tracker_open(t, TRACKED_REQUESTS);
    (t->whole != NULL ? t->whole : t)->served++;
}

void request_hold_file(struct tracked_request *r, int file)
{
    if (r->file != -1)
        tracker_close(r->connection->tracker, TRACKED_FILES, r->file);
    r->file = file;
    tracker_open(r->connection->tracker, TRACKED_FILES);
}

void request_hold_memory(struct tracked_request *r, void *memory)
{
    free(r->memory);
    r->memory = memory;
}

void request_close(struct tracked_request *r)
{
    if (r->file != -1)
        tracker_close(r->connection->tracker, TRACKED_FILES, r->file);
    if (r->memory != NULL)
        free(r->memory);
    r->connection->request = NULL;
    take_away(r->connection->tracker, TRACKED_REQUESTS);
}

void tracker_text(const struct tracker *t, char text[TRACKER_TEXT_ROOM])
{
    snprintf(text, TRACKER_TEXT_ROOM,
             "resource-tracker: sockets=%llu files=%llu connections=%llu requests=%llu",
             tracker_count(t, TRACKED_SOCKETS), tracker_count(t, TRACKED_FILES),
             tracker_count(t, TRACKED_CONNECTIONS), tracker_count(t, TRACKED_REQUESTS));
}

bool tracker_is_empty(const struct tracker *t)
{
    enum tracked kind = 0;
    while (kind < TRACKED_KINDS && tracker_count(t, kind) == 0)
        kind++;
    return kind == TRACKED_KINDS;
}
