/* SPDX-License-Identifier: MIT */
/* Field lines: swapped, repeated, dropped, folded, taken from another request. */
#include <string.h>

#include "mutation/edit.h"
#include "mutation/kinds.h"
#include "mutation/message.h"

/* One field line of the octets, by chance; false if there is none. */
static bool pick(const char *octets, size_t length, struct chance *c, struct message_line *line)
{
    struct message m;
    message_read(&m, octets, length);
    if (m.count == 0)
        return false;
    *line = m.fields[chance_below(c, m.count)];
    return true;
}

/* Copied first: b moves while it is edited. */
static bool insert_copy(struct bytes *b, size_t at, const char *octets, size_t length)
{
    struct bytes copy;
    bytes_init(&copy, length);
    bytes_add(&copy, octets, length);
    bool done = edit(b, at, 0, copy.data, copy.length);
    bytes_release(&copy);
    return done;
}

bool mutation_swap_fields(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message m;
    (void)other;
    message_read(&m, b->data, b->length);
    if (m.count < 2)
        return false;
    size_t first = chance_below(c, m.count - 1);
    struct message_line one = m.fields[first];
    struct message_line two = m.fields[first + 1 + chance_below(c, m.count - 1 - first)];
    if (!insert_copy(b, one.at, b->data + two.at, two.length))
        return false;
    return edit(b, two.at + two.length, two.length, NULL, 0);
}

bool mutation_repeat_field(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message_line line, before;
    (void)other;
    return pick(b->data, b->length, c, &line) && pick(b->data, b->length, c, &before) &&
           insert_copy(b, before.at, b->data + line.at, line.length);
}

bool mutation_drop_field(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message_line line;
    (void)other;
    return pick(b->data, b->length, c, &line) && edit(b, line.at, line.length, NULL, 0);
}

/* A line end and a blank at any place of a line (RFC 9112 section 5.2). */
bool mutation_fold_field(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message_line line;
    (void)other;
    if (!pick(b->data, b->length, c, &line))
        return false;
    size_t at = line.at + chance_below(c, line.length);
    return edit_text(b, at, 0, chance_once_in(c, 2) ? "\r\n " : "\r\n\t");
}

bool mutation_take_field(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message mine;
    struct message_line line;
    message_read(&mine, b->data, b->length);
    if (!pick(other->octets, other->length, c, &line))
        return false;
    size_t at = mine.start.at + mine.start.length;
    return edit(b, at, 0, other->octets + line.at, line.length);
}
