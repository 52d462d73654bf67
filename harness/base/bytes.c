/* SPDX-License-Identifier: MIT */
/* Growable bytes: doubling, one spare zero byte, a cap that cuts. */
#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static char nothing[1];

void bytes_init(struct bytes *b, size_t cap)
{
    *b = (struct bytes){.data = nothing, .cap = cap};
}

bool bytes_visible(struct bytes *b, char octet)
{
    if ((octet >= 0x20 && octet < 0x7f) || octet == '\t')
        return bytes_add(b, &octet, 1);
    return bytes_format(b, "\\x%02x", (unsigned char)octet);
}

size_t bytes_space(struct bytes *b, size_t want)
{
    size_t left = b->cap - b->length;
    if (want > left)
        want = left;
    if (b->length + want + 1 > b->room) {
        size_t room = b->room ? b->room : 64;
        while (room < b->length + want + 1)
            room *= 2;
        b->data = memory_resize(b->room ? b->data : NULL, room);
        b->room = room;
        b->data[b->length] = '\0';
    }
    return want;
}

void bytes_added(struct bytes *b, size_t length)
{
    b->length += length;
    b->data[b->length] = '\0';
}

bool bytes_add(struct bytes *b, const void *octets, size_t length)
{
    size_t fits = bytes_space(b, length);
    if (fits) {
        memcpy(b->data + b->length, octets, fits);
        bytes_added(b, fits);
    }
    b->cut |= fits < length;
    return fits == length;
}

bool bytes_text(struct bytes *b, const char *text)
{
    return bytes_add(b, text, strlen(text));
}

bool bytes_format(struct bytes *b, const char *format, ...)
{
    va_list args;
    struct arena scratch;
    arena_init(&scratch);
    va_start(args, format);
    bool whole = bytes_text(b, arena_vtext(&scratch, format, args));
    va_end(args);
    arena_release(&scratch);
    return whole;
}

void bytes_consume(struct bytes *b, size_t length)
{
    if (!length)
        return;
    memmove(b->data, b->data + length, b->length - length + 1);
    b->length -= length;
}

void bytes_clear(struct bytes *b)
{
    b->length = 0;
    b->cut = false;
    if (b->room)
        b->data[0] = '\0';
}

void bytes_release(struct bytes *b)
{
    if (b->room)
        memory_drop(b->data);
    *b = (struct bytes){.data = nothing};
}
