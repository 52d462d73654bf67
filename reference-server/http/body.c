/* SPDX-License-Identifier: MIT */
/*
 * Anything that two recipients could read differently is refused: request smuggling lives on such
 * differences (RFC 9112 §11.2). A chunk's line is read again from its start when more of it comes,
 * like a head; LIMIT_CHUNK_LINE keeps that cheap.
 */
#include "http/conn.h"

static bool refuse(struct fault *fault, unsigned status, const char *rule, const char *sentence)
{
    *fault = (struct fault){status, rule, fault->offset, sentence};
    return false;
}

static bool ends_chunked(struct span list)
{
    struct span element = SPAN("");
    while (span_list_next(&list, &element)) {
    }
    return span_like(element, "chunked");
}

/* Of transfer codings only `chunked` is taken, once and alone (RFC 9112 §6.1, §6.3). With neither
   field there is no body (§6.3, last case of a request). */
bool body_begin(struct body *b, const struct request *r, struct fault *fault)
{
    static const char coded[] = "RFC 9112 section 6.1";
    bool chunked = r->count[NAME_TRANSFER_ENCODING] > 0;
    bool measured = r->count[NAME_CONTENT_LENGTH] > 0;
    struct span value = request_field(r, chunked ? NAME_TRANSFER_ENCODING : NAME_CONTENT_LENGTH);
    uint64_t length = 0;
    fault->offset = value.at != NULL ? (size_t)(value.at - r->method_text.at) : 0;
    if (chunked && r->minor == 0)
        return refuse(fault, 400, coded, "Transfer-Encoding in HTTP/1.0");
    if (chunked && measured)
        return refuse(fault, 400, coded, "Transfer-Encoding and Content-Length together");
    if (chunked && (r->count[NAME_TRANSFER_ENCODING] > 1 || !ends_chunked(value)))
        return refuse(fault, 400, "RFC 9112 section 6.3", "chunked must be the final coding, once");
    if (chunked && !span_like(value, "chunked"))
        return refuse(fault, 501, coded, "no transfer coding but chunked is understood here");
    if (r->count[NAME_CONTENT_LENGTH] > 1)
        return refuse(fault, 400, "RFC 9112 section 6.3", "more than one Content-Length");
    if (measured && !span_number(value, &length))
        return refuse(fault, 400, "RFC 9110 section 8.6", "Content-Length is not a number");
    if (length > LIMIT_BODY)
        return refuse(fault, 413, "RFC 9110 section 15.5.14", "the body is too long");
    *b = (struct body){.chunked = chunked, .left = length};
    b->part = chunked ? BODY_SIZE : length > 0 ? BODY_DATA : BODY_END;
    return true;
}

struct line {
    const char *start, *at, *end;
    struct fault *fault;
};

static enum parse bad(struct line *l, unsigned status, const char *sentence)
{
    l->fault->offset = (size_t)(l->at - l->start);
    (void)refuse(l->fault, status, "RFC 9112 section 7.1", sentence);
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

/* Extensions (§7.1.1) are dropped unread: a quoted string may hold no line end, so the first CR
   ends them whatever they mean; an open quote before it is refused. */
static enum parse take_extensions(struct line *l)
{
    bool quoted = false;
    const char *start = l->at;
    while (l->at < l->end && octet_is_blank(*l->at))
        l->at++;
    if (l->at < l->end && *l->at != ';')
        return l->at == start ? PARSE_DONE
                              : bad(l, 400, "white space that no chunk extension follows");
    for (; l->at < l->end && octet_is(*l->at, OCTET_VALUE); l->at++)
        quoted = quoted != (*l->at == '"' && l->at[-1] != '\\');
    return quoted && l->at < l->end
               ? bad(l, 400, "a quoted string in a chunk extension is not closed")
               : PARSE_DONE;
}

static enum parse take_size(struct body *b, struct line *l)
{
    uint64_t size = 0;
    for (; l->at < l->end && octet_hex(*l->at) != -1; l->at++) {
        size = size * 16 + (uint64_t)octet_hex(*l->at);
        if (size > LIMIT_BODY - b->have)
            return bad(l, 413, "the body is too long");
    }
    if (l->at == l->end)
        return ran_out(l);
    if (l->at == l->start)
        return bad(l, 400, "a chunk starts with its size in hexadecimal digits");
    const char *digits_end = l->at;
    enum parse result = take_extensions(l);
    size_t extensions = b->extensions + (size_t)(l->at - digits_end);
    if (result == PARSE_DONE && extensions > LIMIT_CHUNK_EXTENSIONS)
        return bad(l, 413, "the chunk extensions are too long");
    if (result == PARSE_DONE)
        result = take_line_end(l);
    if (result == PARSE_DONE)
        *b = (struct body){size > 0 ? BODY_DATA : BODY_TRAILERS, true, size, b->have, extensions};
    return result;
}

/* A chunk's line or the line end behind its data. */
static enum parse take_framing(struct body *b, const char *raw, size_t length, size_t *used,
                               struct fault *fault)
{
    size_t limit = length < LIMIT_CHUNK_LINE ? length : LIMIT_CHUNK_LINE;
    struct line l = {.start = raw, .at = raw, .end = raw + limit, .fault = fault};
    enum parse result = b->part == BODY_SIZE ? take_size(b, &l) : take_line_end(&l);
    if (result == PARSE_DONE && b->part == BODY_DATA_END)
        b->part = BODY_SIZE;
    *used = (size_t)(l.at - raw);
    return result;
}

enum parse body_take(struct body *b, const char *raw, size_t length, size_t *used, char *to,
                     struct fault *fault)
{
    enum parse result = PARSE_DONE;
    *used = 0;
    while (result == PARSE_DONE && b->part != BODY_END) {
        size_t n = 0;
        if (b->part == BODY_DATA) {
            n = b->left < length ? (size_t)b->left : length;
            if (to != raw)
                memmove(to, raw, n);
            to += n;
            b->have += n;
            b->left -= n;
            if (b->left == 0)
                b->part = b->chunked ? BODY_DATA_END : BODY_END;
            else if (n == 0)
                result = PARSE_MORE;
        } else if (b->part == BODY_TRAILERS) {
            result = trailers_parse(raw, length, &n, fault);
            b->part = result == PARSE_DONE ? BODY_END : BODY_TRAILERS;
        } else {
            result = take_framing(b, raw, length, &n, fault);
        }
        if (result == PARSE_DONE) {
            *used += n;
            raw += n;
            length -= n;
        }
    }
    return result;
}
