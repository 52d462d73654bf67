/* SPDX-License-Identifier: MIT */
/* One move of what follows, one copy into the gap. */
#include "mutation/edit.h"

#include <string.h>

bool edit(struct bytes *b, size_t at, size_t drop, const void *octets, size_t length)
{
    if (length > drop && bytes_space(b, length - drop) < length - drop)
        return false;
    if (length == 0 && drop == 0)
        return true;
    memmove(b->data + at + length, b->data + at + drop, b->length - at - drop);
    if (length)
        memcpy(b->data + at, octets, length);
    b->length = b->length - drop + length;
    b->data[b->length] = '\0';
    return true;
}

bool edit_text(struct bytes *b, size_t at, size_t drop, const char *text)
{
    return edit(b, at, drop, text, strlen(text));
}
