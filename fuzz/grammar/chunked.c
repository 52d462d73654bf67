/* SPDX-License-Identifier: MIT */
/*
 * Chunks, the last of them, trailers; extensions only as far as their end.
 */
#include "fuzz/grammar/chunked.h"

#include <stdint.h>
#include <string.h>

#include "fuzz/grammar/rules.h"

static bool is_hexdig(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* chunk-size = 1*HEXDIG; one that no memory has room for is as good as none. */
static bool chunk_size(struct input *in, uint64_t *size)
{
    const char *start = in->at;
    for (*size = 0; in->at < in->end && is_hexdig(*in->at); in->at++) {
        if (*size > UINT32_MAX)
            return false;
        *size = *size * 16 + digit(*in->at);
    }
    return in->at > start;
}

/* quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE, behind its first quote */
static bool quoted_rest(struct input *in)
{
    while (in->at < in->end && is_text(*in->at)) {
        if (rule_octet(in, '"'))
            return true;
        if (rule_octet(in, '\\') && (in->at == in->end || !is_text(*in->at)))
            return false;
        in->at++;
    }
    return false;
}

/* chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ), read loosely */
static bool chunk_ext(struct input *in)
{
    struct input before = *in;
    rule_blanks(in);
    if (!rule_octet(in, ';')) {
        *in = before;
        return true;
    }
    while (in->at < in->end && is_text(*in->at)) {
        if (*in->at++ == '"' && !quoted_rest(in))
            return false;
    }
    return true;
}

/* chunk-data CRLF */
static bool chunk_data(struct input *in, uint64_t size, struct chunked *b)
{
    if ((uint64_t)(in->end - in->at) < size)
        return false;
    memcpy(b->content + b->content_length, in->at, (size_t)size);
    b->content_length += (size_t)size;
    in->at += size;
    return rule_crlf(in);
}

/* chunked-body = *chunk last-chunk trailer-section CRLF */
bool grammar_chunked(const char *octets, size_t length, struct chunked *b)
{
    struct input in = {octets, octets + length}, name, value;
    uint64_t size = 0;
    b->content_length = 0;
    do {
        if (!chunk_size(&in, &size) || !chunk_ext(&in) || !rule_crlf(&in))
            return false;
        if (size > 0 && !chunk_data(&in, size, b))
            return false;
    } while (size > 0);
    while (!rule_crlf(&(struct input){in.at, in.end})) {
        if (!rule_field_line(&in, &name, &value))
            return false;
    }
    b->length = (size_t)(in.at + 2 - octets);
    return true;
}
