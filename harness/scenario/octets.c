/* SPDX-License-Identifier: MIT */
/* Reads the escapes from left to right. A repetition holds text and simple escapes, no repetition.
 */
#include "scenario/octets.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

static bool wrong(struct octets_error *error, size_t offset, const char *sentence)
{
    error->offset = offset;
    snprintf(error->sentence, sizeof error->sentence, "%s", sentence);
    return false;
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Octets of the simple escape that begins at text[0], or 0 if it is none. */
static size_t simple_escape(const char *text, size_t length, char *octet)
{
    static const char letters[] = "rnt0\\", octets[] = "\r\n\t\0\\";
    if (length < 2)
        return 0;
    if (text[1] == 'x') {
        int high = length > 3 ? hex_value(text[2]) : -1;
        int low = length > 3 ? hex_value(text[3]) : -1;
        *octet = (char)(high * 16 + low);
        return high >= 0 && low >= 0 ? 4 : 0;
    }
    const char *at = text[1] ? strchr(letters, text[1]) : NULL;
    if (!at)
        return 0;
    *octet = octets[at - letters];
    return 2;
}

/* Text with simple escapes only; `base` is its offset in the whole, for errors. */
static bool unescape_simple(struct bytes *out, const char *text, size_t length, size_t base,
                            struct octets_error *error)
{
    for (size_t i = 0; i < length;) {
        size_t n = 1;
        char octet = text[i];
        if (octet == '\\')
            n = simple_escape(text + i, length - i, &octet);
        if (n == 0)
            return wrong(error, base + i, "not an escape: \\r \\n \\t \\0 \\\\ \\xNN \\{TEXT*N}");
        if (!bytes_add(out, &octet, 1))
            return wrong(error, base + i, "more than 16 MiB in one step");
        i += n;
    }
    return true;
}

static bool repeat(struct bytes *out, const struct bytes *unit, unsigned long long times)
{
    for (unsigned long long i = 0; i < times && unit->length; i++) {
        if (!bytes_add(out, unit->data, unit->length))
            return false;
    }
    return true;
}

static const char *last_star(const char *text, const char *end)
{
    while (end > text && *end != '*')
        end--;
    return *end == '*' ? end : NULL;
}

/* text[0..1] is `\{`; *used receives the octets up to and with the closing brace. */
static bool unescape_repetition(struct bytes *out, const char *text, size_t length, size_t base,
                                size_t *used, struct octets_error *error)
{
    const char *close = memchr(text, '}', length);
    const char *star = close ? last_star(text, close) : NULL;
    unsigned long long times;
    if (!star || !words_number(star + 1, (size_t)(close - star - 1), &times))
        return wrong(error, base, "a repetition is \\{TEXT*N}, such as \\{A*8192}");
    if (times > OCTETS_REPEATS_MAX)
        return wrong(error, base, "more than 1048576 repetitions");
    struct bytes unit;
    bytes_init(&unit, OCTETS_MAX);
    bool done = unescape_simple(&unit, text + 2, (size_t)(star - text - 2), base + 2, error);
    if (done && !repeat(out, &unit, times))
        done = wrong(error, base, "more than 16 MiB in one step");
    bytes_release(&unit);
    *used = (size_t)(close - text) + 1;
    return done;
}

bool octets_unescape(struct bytes *out, const char *text, size_t length, struct octets_error *error)
{
    size_t i = 0;
    while (i < length) {
        const char *next = memchr(text + i, '\\', length - i);
        size_t plain = next ? (size_t)(next - text) - i : length - i;
        size_t used = 0;
        char octet;
        if (!bytes_add(out, text + i, plain))
            return wrong(error, i, "more than 16 MiB in one step");
        i += plain;
        if (i == length)
            break;
        if (i + 1 < length && text[i + 1] == '{') {
            if (!unescape_repetition(out, text + i, length - i, i, &used, error))
                return false;
        } else {
            used = simple_escape(text + i, length - i, &octet);
            if (!unescape_simple(out, text + i, used ? used : 1, i, error))
                return false;
        }
        i += used;
    }
    return true;
}
