/* SPDX-License-Identifier: MIT */
/* What says where a message ends: lengths, codings, chunk sizes, numbers, line ends; and what comes
 * behind it. */
#include <string.h>
#include <strings.h>

#include "mutation/dictionary.h"
#include "mutation/edit.h"
#include "mutation/kinds.h"
#include "mutation/message.h"

/* `name` ends in a colon and a blank. */
static const struct message_line *find_field(const struct message *m, const struct bytes *b,
                                             const char *name)
{
    size_t length = strlen(name) - 1;
    for (size_t i = 0; i < m->count; i++) {
        const struct message_line *line = &m->fields[i];
        if (line->length > length && strncasecmp(b->data + line->at, name, length) == 0)
            return line;
    }
    return NULL;
}

/* Another value for the field that is there, or one field more. */
static bool set_field(struct bytes *b, const char *name, const struct word *value, struct chance *c)
{
    struct message m;
    message_read(&m, b->data, b->length);
    const struct message_line *line = find_field(&m, b, name);
    if (line && chance_once_in(c, 2)) {
        size_t at = line->at + strlen(name) - 1, end = line->at + line->length;
        while (end > at && (b->data[end - 1] == '\n' || b->data[end - 1] == '\r'))
            end--;
        return edit(b, at, end - at, value->octets, value->length);
    }
    size_t at = m.start.at + m.start.length;
    if (b->length == 0 || m.start.length == 0)
        return false;
    return edit_text(b, at, 0, "\r\n") && edit(b, at, 0, value->octets, value->length) &&
           edit_text(b, at, 0, name);
}

bool mutation_length(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    return set_field(b, "Content-Length: ", dictionary_pick(WORDS_NUMBER, c), c);
}

bool mutation_coding(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    return set_field(b, "Transfer-Encoding: ", dictionary_pick(WORDS_CODING, c), c);
}

/* A run of octets that lies in b, by a rule about single octets. */
struct run {
    size_t at, length;
};

static bool is_digit(char octet)
{
    return octet >= '0' && octet <= '9';
}

static bool is_hexadecimal(char octet)
{
    return is_digit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

static size_t run_length(const struct bytes *b, size_t at, bool is_part(char octet))
{
    size_t n = 0;
    while (at + n < b->length && is_part(b->data[at + n]))
        n++;
    return n;
}

/* One of them by chance, each alike: the nth that is seen takes the place of the one before with
 * chance 1/n. */
static void keep_any(struct run *kept, struct run found, size_t *seen, struct chance *c)
{
    if (chance_once_in(c, ++*seen))
        *kept = found;
}

bool mutation_number(struct bytes *b, const struct span *other, struct chance *c)
{
    struct run kept = {.length = 0};
    size_t seen = 0;
    (void)other;
    for (size_t at = 0, n; at < b->length; at += n ? n : 1) {
        n = run_length(b, at, is_digit);
        if (n)
            keep_any(&kept, (struct run){at, n}, &seen, c);
    }
    const struct word *w = dictionary_pick(WORDS_NUMBER, c);
    return seen && edit(b, kept.at, kept.length, w->octets, w->length);
}

/* Lines of the content that begin with hexadecimal digits. */
bool mutation_chunk_size(struct bytes *b, const struct span *other, struct chance *c)
{
    struct message m;
    struct run kept = {.length = 0};
    size_t seen = 0;
    (void)other;
    message_read(&m, b->data, b->length);
    for (size_t at = m.body; at < b->length;) {
        size_t n = run_length(b, at, is_hexadecimal);
        if (n)
            keep_any(&kept, (struct run){at, n}, &seen, c);
        at += message_line_at(b->data, b->length, at).length;
    }
    const struct word *w = dictionary_pick(WORDS_SIZE, c);
    return seen && edit(b, kept.at, kept.length, w->octets, w->length);
}

static bool is_line_end(char octet)
{
    return octet == '\r' || octet == '\n';
}

bool mutation_line_end(struct bytes *b, const struct span *other, struct chance *c)
{
    struct run kept = {.length = 0};
    size_t seen = 0;
    (void)other;
    for (size_t at = 0; at < b->length; at++) {
        size_t n = run_length(b, at, is_line_end);
        if (n)
            keep_any(&kept, (struct run){at, n > 2 ? 2 : n}, &seen, c);
    }
    const struct word *w = dictionary_pick(WORDS_LINE_END, c);
    return seen && edit(b, kept.at, kept.length, w->octets, w->length);
}

bool mutation_pipeline(struct bytes *b, const struct span *other, struct chance *c)
{
    size_t at = chance_once_in(c, 4) ? 0 : b->length;
    return other->length > 0 && edit(b, at, 0, other->octets, other->length);
}

bool mutation_cut_off(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    if (b->length < 2)
        return false;
    size_t keep = 1 + chance_below(c, b->length - 1);
    return edit(b, keep, b->length - keep, NULL, 0);
}
