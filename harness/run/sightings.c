/* SPDX-License-Identifier: MIT */
/* A list of descriptors with the step that they came with; a number used again for something else
 * is another descriptor.
 */
#include "run/sightings.h"

#include <string.h>

#include "run/quiet.h"

struct sighting {
    pid_t pid;
    int fd;
    enum fd_kind kind;
    const char *identity;
    unsigned number;   /* of the step; 0: before the first */
    const char *title; /* of the step */
};

static bool is_of(const struct sighting *seen, const struct fd_row *row)
{
    return seen->pid == row->pid && seen->fd == row->fd && seen->kind == row->kind &&
           strcmp(seen->identity, row->identity) == 0;
}

/* The latest: it is the one that is open. */
static const struct sighting *find(const struct sightings *s, const struct fd_row *row)
{
    for (size_t i = s->count; i > 0; i--) {
        if (is_of(&s->items[i - 1], row))
            return &s->items[i - 1];
    }
    return NULL;
}

static void note_new(struct sightings *s, const struct candidate *c, unsigned number,
                     const char *title, struct arena *a)
{
    struct fd_ledger now;
    quiet_read(c, &now);
    for (size_t i = 0; i < now.count; i++) {
        const struct fd_row *row = &now.rows[i];
        if (find(s, row))
            continue;
        if (s->count == s->room)
            s->items = arena_grow(a, s->items, s->count, &s->room, sizeof *s->items);
        s->items[s->count++] =
            (struct sighting){.pid = row->pid,
                              .fd = row->fd,
                              .kind = row->kind,
                              .identity = arena_copy(a, row->identity, strlen(row->identity)),
                              .number = number,
                              .title = title};
    }
    fds_release(&now);
}

void sightings_begin(struct sightings *s, const struct candidate *c, struct arena *a)
{
    *s = (struct sightings){.wanted = true};
    note_new(s, c, 0, "", a);
}

void sightings_take(struct sightings *s, const struct candidate *c, unsigned number,
                    const struct step *step, struct arena *a)
{
    if (s->wanted)
        note_new(s, c, number, step->name, a);
}

const char *sightings_text(const struct sightings *s, const struct fd_row *row, struct arena *a)
{
    const struct sighting *seen = find(s, row);
    if (!seen || seen->number == 0)
        return "";
    return arena_text(a, ", first seen after step %u (%s)", seen->number, seen->title);
}
