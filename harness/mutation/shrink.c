/* SPDX-License-Identifier: MIT */
/* Halves first, then lines, then blocks of half the size each time. */
#include "mutation/shrink.h"

#include "mutation/edit.h"
#include "mutation/message.h"

struct shrinking {
    struct bytes *b, without;
    shrink_holds *holds;
    void *context;
    unsigned asked, tries;
};

/* True if they are gone. */
static bool leave_out(struct shrinking *s, size_t at, size_t count)
{
    if (s->asked >= s->tries || count == 0 || count >= s->b->length)
        return false;
    s->asked++;
    bytes_clear(&s->without);
    bytes_add(&s->without, s->b->data, at);
    bytes_add(&s->without, s->b->data + at + count, s->b->length - at - count);
    return s->holds(s->context, s->without.data, s->without.length) &&
           edit(s->b, at, count, NULL, 0);
}

static bool leave_out_blocks(struct shrinking *s, size_t size)
{
    bool any = false;
    for (size_t at = 0; at < s->b->length && s->asked < s->tries;) {
        size_t left = s->b->length - at;
        bool gone = leave_out(s, at, size < left ? size : left);
        any |= gone;
        at += gone ? 0 : size;
    }
    return any;
}

static void leave_out_lines(struct shrinking *s)
{
    for (size_t at = 0; at < s->b->length && s->asked < s->tries;) {
        size_t length = message_line_at(s->b->data, s->b->length, at).length;
        at += leave_out(s, at, length) ? 0 : length;
    }
}

unsigned shrink(struct bytes *b, unsigned tries, shrink_holds *holds, void *context)
{
    struct shrinking s = {.b = b, .holds = holds, .context = context, .tries = tries};
    bytes_init(&s.without, b->cap);
    leave_out_blocks(&s, b->length / 2 + 1);
    leave_out_lines(&s);
    for (size_t size = b->length / 2; size > 1 && s.asked < tries; size /= 2)
        leave_out_blocks(&s, size);
    while (s.asked < tries && leave_out_blocks(&s, 1))
        continue;
    bytes_release(&s.without);
    return s.asked;
}
