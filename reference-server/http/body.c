/* SPDX-License-Identifier: MIT */
/*
 * Anything that two recipients could read differently is refused: request smuggling lives on such
 * differences (RFC 9112 §11.2). A chunk's line is read again from its start when more of it comes,
 * like a head; LIMIT_CHUNK_LINE keeps that cheap.
 */
#include "http/conn.h"
#include "http/cursor.h"

#define CODING "RFC 9112 section 6.1"
#define LENGTH "RFC 9112 section 6.3"
#define CHUNK  "RFC 9112 section 7.1"

static const struct part chunk_line = {
    400, CHUNK, "the line of a chunk is too long", CHUNK, "CR LF must follow a chunk and its line",
};

static bool ends_chunked(struct span list)
{
    struct span element = SPAN("");
    while (span_list_next(&list, &element)) {
    }
    return span_like(element, "chunked");
}

/* Of transfer codings only `chunked` is taken, once and alone (RFC 9112 §6.1, §6.3). With neither
   field there is no body (§6.3, last case of a request). */
enum parse body_begin(struct body *b, const struct request *r, struct fault *fault)
{
    bool chunked = r->count[NAME_TRANSFER_ENCODING] > 0;
    bool measured = r->count[NAME_CONTENT_LENGTH] > 0;
    struct span value = request_field(r, chunked ? NAME_TRANSFER_ENCODING : NAME_CONTENT_LENGTH);
    struct cursor c = {.start = r->method_text.at, .at = value.at, .fault = fault};
    uint64_t length = 0;
    if (chunked && r->minor == 0)
        return bad(c, 400, CODING, "Transfer-Encoding in HTTP/1.0");
    if (chunked && measured)
        return bad(c, 400, CODING, "Transfer-Encoding and Content-Length together");
    if (chunked && (r->count[NAME_TRANSFER_ENCODING] > 1 || !ends_chunked(value)))
        return bad(c, 400, LENGTH, "chunked must be the final coding, once");
    if (chunked && !span_like(value, "chunked"))
        return bad(c, 501, CODING, "no transfer coding but chunked is understood here");
    if (r->count[NAME_CONTENT_LENGTH] > 1)
        return bad(c, 400, LENGTH, "more than one Content-Length");
    if (measured && !span_number(value, &length))
        return bad(c, 400, "RFC 9110 section 8.6", "Content-Length is not a number");
    if (length > LIMIT_BODY)
        return bad(c, 413, "RFC 9110 section 15.5.14", "the body is too long");
    *b = (struct body){.chunked = chunked, .left = length};
    b->part = chunked ? BODY_SIZE : length > 0 ? BODY_DATA : BODY_END;
    return PARSE_DONE;
}

/* Extensions (§7.1.1) are dropped unread: a quoted string may hold no line end, so the first CR
   ends them whatever they mean; an open quote before it is refused. */
static enum parse take_extensions(struct cursor *c)
{
    bool quoted = false;
    const char *start = c->at;
    while (c->at < c->end && octet_is_blank(*c->at))
        c->at++;
    if (c->at < c->end && *c->at != ';')
        return c->at == start ? PARSE_DONE
                              : bad(*c, 400, CHUNK, "white space that no chunk extension follows");
    for (; c->at < c->end && octet_is(*c->at, OCTET_VALUE); c->at++)
        quoted = quoted != (*c->at == '"' && c->at[-1] != '\\');
    return quoted && c->at < c->end
               ? bad(*c, 400, CHUNK, "a quoted string in a chunk extension is not closed")
               : PARSE_DONE;
}

static enum parse take_size(struct body *b, struct cursor *c)
{
    uint64_t size = 0;
    for (; c->at < c->end && octet_hex(*c->at) != -1; c->at++) {
        size = size * 16 + (uint64_t)octet_hex(*c->at);
        if (size > LIMIT_BODY - b->have)
            return bad(*c, 413, CHUNK, "the body is too long");
    }
    if (c->at == c->end)
        return ran_out(*c);
    if (c->at == c->start)
        return bad(*c, 400, CHUNK, "a chunk starts with its size in hexadecimal digits");
    const char *digits_end = c->at;
    enum parse result = take_extensions(c);
    size_t extensions = b->extensions + (size_t)(c->at - digits_end);
    if (result == PARSE_DONE && extensions > LIMIT_CHUNK_EXTENSIONS)
        return bad(*c, 413, CHUNK, "the chunk extensions are too long");
    if (result == PARSE_DONE)
        result = take_line_end(c);
    if (result == PARSE_DONE)
        *b = (struct body){size > 0 ? BODY_DATA : BODY_TRAILERS, true, size, b->have, extensions};
    return result;
}

/* As much as there is; all else is taken when it is whole. */
static enum parse take_data(struct body *b, struct cursor *c, const char *data_end, char *to)
{
    size_t there = (size_t)(data_end - c->at);
    size_t n = b->left < there ? (size_t)b->left : there;
    if (to + b->have != c->at)
        memmove(to + b->have, c->at, n);
    c->start = c->at += n;
    b->have += n;
    b->left -= n;
    if (b->left == 0)
        b->part = b->chunked ? BODY_DATA_END : BODY_END;
    return b->left == 0 ? PARSE_DONE : PARSE_MORE;
}

enum parse body_take(struct body *b, const char *raw, size_t length, size_t *used, char *to,
                     struct fault *fault)
{
    enum parse result = PARSE_DONE;
    struct cursor c = {.at = raw, .fault = fault};
    while (result == PARSE_DONE && b->part != BODY_END) {
        c.start = c.at;
        set_part(&c, &chunk_line, c.at + LIMIT_CHUNK_LINE, raw + length);
        if (b->part == BODY_DATA)
            result = take_data(b, &c, raw + length, to);
        else if (b->part == BODY_SIZE)
            result = take_size(b, &c);
        else if (b->part == BODY_DATA_END && (result = take_line_end(&c)) == PARSE_DONE)
            b->part = BODY_SIZE;
        else if (b->part == BODY_TRAILERS &&
                 (result = trailers_parse(&c, raw + length)) == PARSE_DONE)
            b->part = BODY_END;
    }
    *used = (size_t)((result == PARSE_DONE ? c.at : c.start) - raw);
    return result;
}
