/* SPDX-License-Identifier: MIT */
/*
 * Reading a request: one cursor, one function per production, first fault wins. It goes from left
 * to right and never looks ahead, so a fault is found at the same octet however the input was cut.
 * A head or a chunk's line that arrives in pieces is read again from its start, which the limits
 * keep cheap. Strict on purpose: request smuggling lives on what two recipients may read
 * differently (RFC 9112 §11.2).
 */
#include "http/request.h"

#define LINE_END "RFC 9112 section 2.2"
#define VERSION  "RFC 9112 section 2.3"
#define SHAPE    "RFC 9112 section 3"
#define TARGET   "RFC 9112 section 3.2"
#define FIELD    "RFC 9112 section 5"
#define FOLD     "RFC 9112 section 5.2"
#define CODED    "RFC 9112 section 6.1"
#define FRAMING  "RFC 9112 section 6.3"
#define CHUNK    "RFC 9112 section 7.1"
#define VALUE    "RFC 9110 section 5.5"
#define TOO_MUCH "RFC 6585 section 5"

/* A cursor that only inlined functions see lives in registers: this is the server's hot loop. */
#define INLINE static inline __attribute__((always_inline))

/* What is said of a part of a request: if it is too long, and if a line of it does not end well. */
struct part {
    unsigned too_long_status;
    const char *too_long_rule, *too_long;
    const char *line_end_rule, *line_end;
};

static const char crlf[] = "a line must end in CR LF, and both belong together";
static const struct part request_line = {414, SHAPE, "the request line is too long", LINE_END,
                                         crlf};
static const struct part fields = {431, TOO_MUCH, "the field section is too long", LINE_END, crlf};
static const struct part chunk_line = {400, CHUNK, "the line of a chunk is too long", CHUNK,
                                       "CR LF must follow a chunk and its line"};

struct cursor {
    const char *start; /* of the buffer */
    const char *at;
    const char *end;   /* of the octets, or of the limit, whichever comes first */
    const char *limit; /* no octet of this part may stand here or behind */
    const struct part *part;
    struct fault *fault;
};

static enum parse bad(struct cursor c, unsigned status, const char *rule, const char *sentence)
{
    *c.fault = (struct fault){status, rule, (size_t)(c.at - c.start), sentence};
    return PARSE_BAD;
}

/* There is no octet at the cursor: not yet, or because of the limit. */
static enum parse ran_out(struct cursor c)
{
    return c.at < c.limit
               ? PARSE_MORE
               : bad(c, c.part->too_long_status, c.part->too_long_rule, c.part->too_long);
}

INLINE void set_part(struct cursor *c, const struct part *part, const char *limit,
                     const char *data_end)
{
    c->part = part;
    c->limit = limit;
    c->end = limit < data_end ? limit : data_end;
}

INLINE void skip(struct cursor *c, enum octet_class class)
{
    while (c->at < c->end && octet_is(*c->at, class))
        c->at++;
}

static enum parse refuse_line_end(struct cursor c)
{
    c.at += c.at < c.end && *c.at == '\r';
    return c.at == c.end ? ran_out(c) : bad(c, 400, c.part->line_end_rule, c.part->line_end);
}

INLINE enum parse take_line_end(struct cursor *c)
{
    if (c->end - c->at < 2 || memcmp(c->at, "\r\n", 2) != 0)
        return refuse_line_end(*c);
    c->at += 2;
    return PARSE_DONE;
}

static const char *const method_words[METHOD_COUNT] = {
    [METHOD_UNKNOWN] = "",        [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",
    [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",     [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS", [METHOD_PATCH] = "PATCH", [METHOD_TRACE] = "TRACE",
};

/* By their length: the names that have so many letters. */
static const struct known {
    const char *name;
    enum name id;
} names[][2] = {
    [4] = {{"host", NAME_HOST}},
    [5] = {{"range", NAME_RANGE}},
    [6] = {{"expect", NAME_EXPECT}},
    [8] = {{"if-match", NAME_IF_MATCH}, {"if-range", NAME_IF_RANGE}},
    [10] = {{"connection", NAME_CONNECTION}},
    [12] = {{"content-type", NAME_CONTENT_TYPE}, {"x-request-id", NAME_X_REQUEST_ID}},
    [13] = {{"if-none-match", NAME_IF_NONE_MATCH}},
    [14] = {{"content-length", NAME_CONTENT_LENGTH}},
    [17] = {{"transfer-encoding", NAME_TRANSFER_ENCODING},
            {"if-modified-since", NAME_IF_MODIFIED_SINCE}},
    [19] = {{"if-unmodified-since", NAME_IF_UNMODIFIED_SINCE}},
};

struct span method_word(enum method method)
{
    return span_of(method_words[method]);
}

static enum method method_find(struct span word)
{
    for (enum method m = METHOD_GET; m < METHOD_COUNT; m++)
        if (span_is(word, method_words[m]))
            return m;
    return METHOD_UNKNOWN;
}

/* Of a token as long as the name: 0x20 turns its letters into small ones and makes a letter of
   nothing else. */
static bool name_is(struct span token, const char *name)
{
    size_t i = 0;
    while (i < token.length && (token.at[i] | 0x20) == name[i])
        i++;
    return i == token.length;
}

static enum name name_find(struct span token)
{
    if (token.length >= sizeof names / sizeof names[0])
        return NAME_OTHER;
    const struct known *two = names[token.length];
    if (two[0].name != NULL && name_is(token, two[0].name))
        return two[0].id;
    return two[1].name != NULL && name_is(token, two[1].name) ? two[1].id : NAME_OTHER;
}

INLINE enum parse take_method(struct cursor *c, struct request *r)
{
    const char *start = c->at;
    if (c->end - start >= 4 && memcmp(start, "GET ", 4) == 0) { /* nearly always */
        r->method_text = (struct span){start, 3};
        r->method = METHOD_GET;
        c->at += 4;
        return PARSE_DONE;
    }
    skip(c, OCTET_TOKEN);
    r->method_text = (struct span){start, (size_t)(c->at - start)};
    if (c->at == c->end)
        return ran_out(*c);
    if (*c->at != ' ' || r->method_text.length == 0)
        return bad(*c, 400, SHAPE, "a request starts with a method and one space");
    r->method = method_find(r->method_text);
    c->at++;
    return PARSE_DONE;
}

/* uri-host [ ":" port ] (RFC 3986 §3.2.2); the http scheme forbids an empty host. */
static bool authority_is_valid(struct span rest, bool port_is_optional)
{
    bool literal = span_starts(rest, "[");
    uint64_t port = 0;
    rest = span_from(rest, literal);
    size_t length = span_run(rest, literal ? OCTET_LITERAL : OCTET_HOST);
    rest = span_from(rest, length);
    if (length == 0 || (literal && !span_starts(rest, "]")))
        return false;
    rest = span_from(rest, literal);
    if (rest.length == 0 || span_is(rest, ":"))
        return port_is_optional;
    return span_starts(rest, ":") && span_number(span_from(rest, 1), &port) && port <= 65535;
}

/* absolute-form, which every server must take (RFC 9112 §3.2.2). */
static bool split_absolute(struct request *r)
{
    struct span rest = r->target;
    struct span scheme = span_cut(&rest, ':');
    if ((!span_like(scheme, "http") && !span_like(scheme, "https")) || !span_starts(rest, "//"))
        return false;
    rest = span_from(rest, 2);
    r->query = rest;
    r->path = span_cut(&r->query, '?');
    r->authority = (struct span){rest.at, span_find(r->path, '/')};
    r->path = span_from(r->path, r->authority.length);
    if (r->path.length == 0)
        r->path = SPAN("/");
    return authority_is_valid(r->authority, true);
}

/* The four forms of RFC 9112 §3.2; origin-form was split while it was read. */
static bool target_is_valid(struct request *r)
{
    if (span_is(r->method_text, "CONNECT")) {
        r->path = r->query = SPAN("");
        r->authority = r->target;
        return authority_is_valid(r->target, false);
    }
    if (r->target.at[0] == '/')
        return true;
    return span_is(r->target, "*") ? r->method == METHOD_OPTIONS : split_absolute(r);
}

INLINE enum parse take_target(struct cursor *c, struct request *r)
{
    const char *start = c->at;
    skip(c, OCTET_PATH);
    r->path = (struct span){start, (size_t)(c->at - start)};
    const char *mark = c->at;
    skip(c, OCTET_TARGET);
    r->target = (struct span){start, (size_t)(c->at - start)};
    if (c->at > mark)
        r->query = (struct span){mark + 1, (size_t)(c->at - mark - 1)};
    if (c->at == c->end)
        return ran_out(*c);
    if (r->target.length == 0 || *c->at != ' ')
        return bad(*c, 400, TARGET, "a request target is visible ASCII between two spaces");
    c->at++;
    return PARSE_DONE;
}

/* HTTP-version is case-sensitive: HTTP/ DIGIT . DIGIT and nothing else. */
INLINE enum parse take_version(struct cursor *c, struct request *r)
{
    static const char shape[] = "HTTP/d.d";
    enum { LENGTH = sizeof shape - 1, MAJOR = 5, MINOR = 7 };
    const char *start = c->at;
    if (c->end - start >= LENGTH && memcmp(start, "HTTP/1.1", LENGTH) == 0) {
        c->at += LENGTH;
        return PARSE_DONE;
    }
    for (size_t i = 0; i < LENGTH; i++, c->at++) {
        if (c->at == c->end)
            return ran_out(*c);
        if (shape[i] == 'd' ? !octet_is(*c->at, OCTET_DIGIT) : *c->at != shape[i])
            return bad(*c, 400, VERSION, "a version is HTTP/ and two digits with a full stop");
    }
    if (start[MAJOR] != '1')
        return bad(*c, 505, "RFC 9110 section 15.6.6",
                   "only HTTP/1.1 and HTTP/1.0 are spoken here");
    r->minor = start[MINOR] != '0';
    return PARSE_DONE;
}

static enum parse refuse_name(struct cursor c, size_t length)
{
    if (length == 0 && octet_is_blank(*c.at))
        return bad(c, 400, FOLD, "a line that starts with white space is not taken");
    return bad(c, 400, FIELD, "a field line is a token, a colon without space, and a value");
}

/* Values are long and nearly all printable: eight octets at a time while none is a control. */
INLINE void skip_value(struct cursor *c)
{
    static const uint64_t ones = 0x0101010101010101U;
    const char *p = c->at;
    for (uint64_t word; c->end - p >= (ptrdiff_t)sizeof word; p += sizeof word) {
        memcpy(&word, p, sizeof word);
        uint64_t below_space = (word - ones * ' ') & ~word;
        uint64_t other = word ^ (ones * 0x7f);
        uint64_t is_delete = (other - ones) & ~other;
        if (((below_space | is_delete) & (ones * 0x80)) != 0)
            break;
    }
    while (p < c->end && octet_is(*p, OCTET_VALUE))
        p++;
    c->at = p;
}

INLINE enum parse take_field(struct cursor *c, struct field *f)
{
    const char *name = c->at;
    skip(c, OCTET_TOKEN);
    size_t name_length = (size_t)(c->at - name);
    if (c->at == c->end)
        return ran_out(*c);
    if (*c->at != ':' || name_length == 0)
        return refuse_name(*c, name_length);
    for (c->at++; c->at < c->end && octet_is_blank(*c->at);)
        c->at++;
    const char *value = c->at;
    skip_value(c);
    const char *end = c->at;
    while (end > value && octet_is_blank(end[-1]))
        end--;
    if (c->at < c->end && *c->at != '\r' && *c->at != '\n')
        return bad(*c, 400, VALUE, "a control octet in a field value");
    f->name = (struct span){name, name_length};
    f->value = (struct span){value, (size_t)(end - value)};
    f->id = name_find((struct span){name, name_length});
    return take_line_end(c);
}

INLINE enum parse take_fields(struct cursor *c, struct request *r)
{
    for (unsigned char n = 0; c->at < c->end && *c->at != '\r'; r->field_count = ++n) {
        if (n == LIMIT_FIELDS)
            return bad(*c, 431, TOO_MUCH, "too many field lines");
        enum parse result = take_field(c, &r->fields[n]);
        if (result != PARSE_DONE)
            return result;
        if (r->count[r->fields[n].id]++ == 0)
            r->first[r->fields[n].id] = n;
    }
    return take_line_end(c);
}

/* RFC 9112 §3.2: one Host and a valid one; HTTP/1.0 may leave it out. */
INLINE enum parse check_host(struct cursor *c, const struct request *r)
{
    if (r->count[NAME_HOST] > 1)
        return bad(*c, 400, TARGET, "more than one Host");
    if (r->count[NAME_HOST] == 0)
        return r->minor == 0 ? PARSE_DONE : bad(*c, 400, TARGET, "no Host");
    if (!authority_is_valid(r->fields[r->first[NAME_HOST]].value, true))
        return bad(*c, 400, TARGET, "Host is not a host and a port");
    return PARSE_DONE;
}

INLINE enum parse take_line(struct cursor *c, struct request *r)
{
    enum parse result = take_method(c, r);
    if (result == PARSE_DONE)
        result = take_target(c, r);
    if (result == PARSE_DONE)
        result = take_version(c, r);
    /* Last, because other protocols have other targets (`PRI * HTTP/2.0`). */
    if (result == PARSE_DONE && !target_is_valid(r))
        return bad(*c, 400, TARGET, "no form of request target that this method may have");
    return result;
}

/* All but the fields: one by one is cheaper than the string instruction that a compiler takes for
   so many octets. */
static void clear(struct request *r)
{
    r->method = METHOD_UNKNOWN;
    r->method_text = r->target = r->path = r->query = r->authority = SPAN("");
    r->minor = 1; /* until the peer says otherwise: its refusal is sent as HTTP/1.1 */
    r->length = r->field_count = 0;
    memset(r->count, 0, sizeof r->count);
}

enum parse head_parse(const char *data, size_t length, struct request *r, struct fault *fault)
{
    struct cursor c = {.start = data, .at = data, .fault = fault};
    enum parse result = PARSE_DONE;
    clear(r);
    set_part(&c, &fields, data + LIMIT_HEAD, data + length);
    for (int i = 0; i < LIMIT_EMPTY_LINES && c.at < c.end && *c.at == '\r'; i++) {
        if ((result = take_line_end(&c)) != PARSE_DONE)
            return result;
    }
    set_part(&c, &request_line, c.at + LIMIT_REQUEST_LINE, data + length);
    if ((result = take_line(&c, r)) != PARSE_DONE)
        return result;
    set_part(&c, &fields, data + LIMIT_HEAD, data + length);
    if ((result = take_line_end(&c)) != PARSE_DONE || (result = take_fields(&c, r)) != PARSE_DONE ||
        (result = check_host(&c, r)) != PARSE_DONE)
        return result;
    r->length = (size_t)(c.at - data);
    return PARSE_DONE;
}

/* Trailers obey the rules of fields; nothing of them is kept (RFC 9110 §6.5.1). */
static enum parse take_trailers(struct cursor *c, const char *data_end)
{
    struct request dropped;
    clear(&dropped);
    set_part(c, &fields, c->at + LIMIT_TRAILERS, data_end);
    return take_fields(c, &dropped);
}

struct span request_field(const struct request *r, enum name name)
{
    return r->count[name] > 0 ? r->fields[r->first[name]].value : (struct span){NULL, 0};
}

bool request_lists(const struct request *r, enum name name,
                   bool matches(struct span element, const char *wanted), const char *wanted)
{
    if (r->count[name] == 0)
        return false;
    for (size_t i = r->first[name]; i < r->field_count; i++) {
        struct span rest = r->fields[i].value;
        struct span element;
        while (r->fields[i].id == name && span_list_next(&rest, &element))
            if (matches(element, wanted))
                return true;
    }
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
enum parse body_begin(struct body *b, const struct request *r, struct fault *fault)
{
    bool chunked = r->count[NAME_TRANSFER_ENCODING] > 0;
    bool measured = r->count[NAME_CONTENT_LENGTH] > 0;
    struct span value = request_field(r, chunked ? NAME_TRANSFER_ENCODING : NAME_CONTENT_LENGTH);
    struct cursor c = {.start = r->method_text.at, .at = value.at, .fault = fault};
    uint64_t length = 0;
    if (chunked && r->minor == 0)
        return bad(c, 400, CODED, "Transfer-Encoding in HTTP/1.0");
    if (chunked && measured)
        return bad(c, 400, CODED, "Transfer-Encoding and Content-Length together");
    if (chunked && (r->count[NAME_TRANSFER_ENCODING] > 1 || !ends_chunked(value)))
        return bad(c, 400, FRAMING, "chunked must be the final coding, once");
    if (chunked && !span_like(value, "chunked"))
        return bad(c, 501, CODED, "no transfer coding but chunked is understood here");
    if (r->count[NAME_CONTENT_LENGTH] > 1)
        return bad(c, 400, FRAMING, "more than one Content-Length");
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
    bool quoted = false, escaped = false;
    const char *start = c->at;
    while (c->at < c->end && octet_is_blank(*c->at))
        c->at++;
    if (c->at < c->end && *c->at != ';')
        return c->at == start ? PARSE_DONE
                              : bad(*c, 400, CHUNK, "white space that no chunk extension follows");
    for (; c->at < c->end && octet_is(*c->at, OCTET_VALUE); c->at++) {
        quoted = quoted != (*c->at == '"' && !escaped);
        escaped = quoted && !escaped && *c->at == '\\';
    }
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
                 (result = take_trailers(&c, raw + length)) == PARSE_DONE)
            b->part = BODY_END;
    }
    *used = (size_t)((result == PARSE_DONE ? c.at : c.start) - raw);
    return result;
}
