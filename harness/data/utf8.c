/* SPDX-License-Identifier: MIT */
/* One table of lead octets: how many follow, and the least code point that may need so many.
 */
#include "data/utf8.h"

#include <stdbool.h>

static const struct lead {
    size_t length;
    uint32_t least;
    unsigned char mask, value;
} leads[] = {
    {.mask = 0x80, .value = 0x00, .length = 1, .least = 0},
    {.mask = 0xe0, .value = 0xc0, .length = 2, .least = 0x80},
    {.mask = 0xf0, .value = 0xe0, .length = 3, .least = 0x800},
    {.mask = 0xf8, .value = 0xf0, .length = 4, .least = 0x10000},
};

static const struct lead *lead_of(unsigned char octet)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        if ((octet & leads[i].mask) == leads[i].value)
            return &leads[i];
    }
    return NULL;
}

static bool is_surrogate(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

size_t utf8_next(const char *text, size_t length, uint32_t *code)
{
    if (length == 0)
        return 0;
    const struct lead *lead = lead_of((unsigned char)text[0]);
    if (!lead || lead->length > length)
        return 0;
    uint32_t value = (unsigned char)text[0] & (unsigned char)~lead->mask;
    for (size_t i = 1; i < lead->length; i++) {
        unsigned char octet = (unsigned char)text[i];
        if ((octet & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (octet & 0x3f);
    }
    if (value < lead->least || value > 0x10ffff || is_surrogate(value))
        return 0;
    *code = value;
    return lead->length;
}

size_t utf8_columns(const char *text, size_t length)
{
    size_t columns = 0;
    uint32_t code;
    for (size_t i = 0; i < length; columns++) {
        size_t n = utf8_next(text + i, length - i, &code);
        i += n ? n : 1;
    }
    return columns;
}

/* What turns the direction of the text around it (Unicode, UAX 9): it can show one thing as
 * another. */
static bool turns(uint32_t code)
{
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static bool is_plain(uint32_t code)
{
    return code == '\t' || (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && !turns(code));
}

void utf8_put_plain(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0, n; i < length; i += n) {
        uint32_t code;
        n = utf8_next(text + i, length - i, &code);
        bool shown = n && is_plain(code);
        n += n == 0;
        if (shown)
            fwrite(text + i, 1, n, out);
        else
            fputc('?', out);
    }
}
