/* SPDX-License-Identifier: MIT */
/*
 * Anything that two recipients could read differently is refused: request smuggling lives on such
 * differences (RFC 9112 §11.2). A chunk's line is read again from its start when more of it comes,
 * like a head; LIMIT_CHUNK_LINE keeps that cheap.
 */
#include "http/conn.h"

#define CHUNK "RFC 9112 section 7.1"

static bool refuse(struct fault *fault, unsigned status, const char *rule, const char *sentence)
{
    *fault = (struct fault){status, rule, fault->offset, sentence};
    return false;
}

/* The method is the first thing of a head. */
static size_t offset_in_head(const struct request *r, enum name name)
{
    struct span value = request_field(r, name);
    return value.at != NULL ? (size_t)(value.at - r->method_text.at) : 0;
}

static bool ends_chunked(struct span list)
{
    struct span element = SPAN("");
    while (span_list_next(&list, &element)) {
    }
    return span_like(element, "chunked");
}

/* Of transfer codings only `chunked` is taken, once and alone (RFC 9112 §6.1, §6.3). */
static bool begin_coded(struct body *b, const struct request *r, struct fault *fault)
{
    struct span coding = request_field(r, NAME_TRANSFER_ENCODING);
    static const char rule[] = "RFC 9112 section 6.1";
    fault->offset = offset_in_head(r, NAME_TRANSFER_ENCODING);
    if (r->minor == 0)
        return refuse(fault, 400, rule, "Transfer-Encoding in HTTP/1.0");
    if (r->count[NAME_CONTENT_LENGTH] > 0)
        return refuse(fault, 400, rule, "Transfer-Encoding and Content-Length together");
    if (r->count[NAME_TRANSFER_ENCODING] > 1 || !ends_chunked(coding))
        return refuse(fault, 400, "RFC 9112 section 6.3", "chunked must be the final coding, once");
    if (!span_like(coding, "chunked"))
        return refuse(fault, 501, rule, "no transfer coding but chunked is understood here");
    *b = (struct body){.part = BODY_SIZE, .chunked = true};
    return true;
}

bool body_begin(struct body *b, const struct request *r, struct fault *fault)
{
    uint64_t length = 0; /* neither field: no body (RFC 9112 §6.3, last case of a request) */
    if (r->count[NAME_TRANSFER_ENCODING] > 0)
        return begin_coded(b, r, fault);
    if (r->count[NAME_CONTENT_LENGTH] > 0) {
        fault->offset = offset_in_head(r, NAME_CONTENT_LENGTH);
        if (r->count[NAME_CONTENT_LENGTH] > 1)
            return refuse(fault, 400, "RFC 9112 section 6.3", "more than one Content-Length");
        if (!span_number(request_field(r, NAME_CONTENT_LENGTH), &length))
            return refuse(fault, 400, "RFC 9110 section 8.6", "Content-Length is not a number");
        if (length > LIMIT_BODY)
            return refuse(fault, 413, "RFC 9110 section 15.5.14", "the body is too long");
    }
    *b = (struct body){.part = length > 0 ? BODY_DATA : BODY_END, .left = length};
    return true;
}

struct line {
    const char *start, *at, *end;
    struct fault *fault;
};

static enum parse bad(struct line *l, unsigned status, const char *sentence)
{
    *l->fault = (struct fault){status, CHUNK, (size_t)(l->at - l->start), sentence};
    return PARSE_BAD;
}

static enum parse ran_out(struct line *l)
{
    return l->at - l->start < LIMIT_CHUNK_LINE ? PARSE_MORE
                                               : bad(l, 400, "the line of a chunk is too long");
}

static enum parse take_line_end(struct line *l)
{
    for (const char *wanted = "\r\n"; *wanted != '\0'; wanted++, l->at++) {
        if (l->at == l->end)
            return ran_out(l);
        if (*l->at != *wanted)
            return bad(l, 400, "CR LF must follow a chunk and its line");
    }
    return PARSE_DONE;
}

/* Extensions (RFC 9112 §7.1.1) are dropped unread: a quoted string may hold no line end, so the
   first CR ends them whatever they mean; an open quote before it is refused. */
static enum parse take_extensions(struct line *l)
{
    bool quoted = false;
    while (l->at < l->end && octet_is_blank(*l->at))
        l->at++;
    if (l->at < l->end && l->at > l->start && *l->at != ';' && octet_is_blank(l->at[-1]))
        return bad(l, 400, "white space that no chunk extension follows");
    if (l->at < l->end && *l->at != ';')
        return PARSE_DONE;
    for (; l->at < l->end && octet_is(*l->at, OCTET_VALUE); l->at++)
        quoted = quoted != (*l->at == '"' && l->at[-1] != '\\');
    return quoted && l->at < l->end
               ? bad(l, 400, "a quoted string in a chunk extension is not closed")
               : PARSE_DONE;
}

static enum parse take_size(struct body *b, struct line *l)
{
    uint64_t size = 0;
    const char *start = l->at;
    for (; l->at < l->end && octet_hex(*l->at) != -1; l->at++) {
        size = size * 16 + (uint64_t)octet_hex(*l->at);
        if (size > LIMIT_BODY - b->have)
            return bad(l, 413, "the body is too long");
    }
    if (l->at == l->end)
        return ran_out(l);
    if (l->at == start)
        return bad(l, 400, "a chunk starts with its size in hexadecimal digits");
    start = l->at;
    enum parse result = take_extensions(l);
    size_t extensions = (size_t)(l->at - start);
    if (result == PARSE_DONE && b->extensions + extensions > LIMIT_CHUNK_EXTENSIONS)
        return bad(l, 413, "the chunk extensions are too long");
    if (result != PARSE_DONE || (result = take_line_end(l)) != PARSE_DONE)
        return result;
    b->extensions += extensions;
    b->left = size;
    b->part = size > 0 ? BODY_DATA : BODY_TRAILERS;
    return PARSE_DONE;
}

/* A chunk's line or the line end behind its data. */
static enum parse take_framing(struct body *b, const char *raw, size_t length, size_t *used,
                               struct fault *fault)
{
    size_t limit = length < LIMIT_CHUNK_LINE ? length : LIMIT_CHUNK_LINE;
    struct line l = {.start = raw, .at = raw, .end = raw + limit, .fault = fault};
    enum parse result = PARSE_DONE;
    if (b->part == BODY_SIZE)
        result = take_size(b, &l);
    else if ((result = take_line_end(&l)) == PARSE_DONE)
        b->part = BODY_SIZE;
    *used = result == PARSE_DONE ? (size_t)(l.at - raw) : 0;
    return result;
}

static size_t take_data(struct body *b, const char *raw, size_t length, char *to)
{
    size_t n = b->left < length ? (size_t)b->left : length;
    if (to != raw)
        memmove(to, raw, n);
    b->left -= n;
    b->have += n;
    if (b->left == 0)
        b->part = b->chunked ? BODY_DATA_END : BODY_END;
    return n;
}

enum parse body_take(struct body *b, const char *raw, size_t length, size_t *used, char *to,
                     struct fault *fault)
{
    enum parse result = PARSE_DONE;
    size_t n = 0;
    *used = 0;
    for (; result == PARSE_DONE && b->part != BODY_END; *used += n, raw += n, length -= n) {
        n = 0;
        switch (b->part) {
        case BODY_DATA:
            n = take_data(b, raw, length, to);
            to += n;
            result = n > 0 || b->part != BODY_DATA ? PARSE_DONE : PARSE_MORE;
            break;
        case BODY_TRAILERS:
            result = trailers_parse(raw, length, &n, fault);
            n = result == PARSE_DONE ? n : 0;
            b->part = result == PARSE_DONE ? BODY_END : BODY_TRAILERS;
            break;
        default: result = take_framing(b, raw, length, &n, fault);
        }
    }
    return result;
}

bool request_keeps_alive(const struct request *r)
{
    if (request_lists(r, NAME_CONNECTION, "close"))
        return false;
    return r->minor > 0 || request_lists(r, NAME_CONNECTION, "keep-alive");
}

bool request_expects_continue(const struct request *r)
{
    return r->minor > 0 && request_lists(r, NAME_EXPECT, "100-continue");
}
