/* SPDX-License-Identifier: MIT */
/*
 * The head parser: one cursor, one function per production, first fault wins. It goes from left to
 * right and never looks ahead, so a fault is found at the same octet however the input was cut; a
 * head that arrives in pieces is read again from its start, which LIMIT_HEAD keeps cheap.
 * Strict on purpose: what two recipients may read differently is refused (RFC 9112 §11.2).
 */
#include "http/head.h"

#include <string.h>

#define SHAPE    "RFC 9112 section 3"
#define VERSION  "RFC 9112 section 2.3"
#define LINE_END "RFC 9112 section 2.2"
#define FIELD    "RFC 9112 section 5"
#define FOLD     "RFC 9112 section 5.2"
#define VALUE    "RFC 9110 section 5.5"
#define TARGET   "RFC 9112 section 3.2"
#define HOST     "RFC 9112 section 3.2"

struct cursor {
    const char *data;
    size_t length;
    size_t at;
    size_t line; /* where the request line starts */
    struct request *r;
    struct fault *fault;
};

static const char *const method_words[METHOD_COUNT] = {
    [METHOD_UNKNOWN] = "",        [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",
    [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",     [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS", [METHOD_PATCH] = "PATCH", [METHOD_TRACE] = "TRACE",
};

const char *method_word(enum method method)
{
    return method_words[method];
}

static enum method method_find(struct span word)
{
    enum method m = METHOD_COUNT;
    while (--m > METHOD_UNKNOWN && !span_is(word, method_words[m])) {
    }
    return m;
}

static enum parse bad(struct cursor *c, unsigned status, const char *rule, const char *sentence)
{
    *c->fault = (struct fault){status, rule, c->at, sentence};
    return PARSE_BAD;
}

/* Whether there is an octet at the cursor; the limit of the whole head is kept here. */
static enum parse look(struct cursor *c)
{
    if (c->at >= LIMIT_HEAD)
        return bad(c, 431, "RFC 6585 section 5", "the head is too long");
    return c->at < c->length ? PARSE_DONE : PARSE_MORE;
}

static enum parse look_in_line(struct cursor *c)
{
    if (c->at - c->line >= LIMIT_REQUEST_LINE)
        return bad(c, 414, SHAPE, "the request line is too long");
    return look(c);
}

/* A run of octets of one class within the request line, up to the first other octet. */
static enum parse take_run(struct cursor *c, enum octet_class class, struct span *run)
{
    size_t start = c->at;
    enum parse result;
    while ((result = look_in_line(c)) == PARSE_DONE && octet_is(c->data[c->at], class))
        c->at++;
    *run = (struct span){c->data + start, c->at - start};
    return result;
}

static enum parse take_line_end(struct cursor *c)
{
    static const char end[2] = {'\r', '\n'};
    for (size_t i = 0; i < sizeof end; i++) {
        enum parse result = look(c);
        if (result != PARSE_DONE)
            return result;
        if (c->data[c->at] != end[i])
            return bad(c, 400, LINE_END, "a line must end in CR LF, and both belong together");
        c->at++;
    }
    return PARSE_DONE;
}

static enum parse take_empty_lines(struct cursor *c)
{
    for (unsigned lines = 0; lines < LIMIT_EMPTY_LINES; lines++) {
        enum parse result = look(c);
        if (result != PARSE_DONE || c->data[c->at] != '\r')
            return result;
        if ((result = take_line_end(c)) != PARSE_DONE)
            return result;
    }
    return PARSE_DONE;
}

static enum parse take_method(struct cursor *c)
{
    enum parse result = take_run(c, OCTET_TOKEN, &c->r->method_text);
    if (result != PARSE_DONE)
        return result;
    if (c->data[c->at] != ' ' || c->r->method_text.length == 0)
        return bad(c, 400, SHAPE, "a request starts with a method and one space");
    c->r->method = method_find(c->r->method_text);
    c->at++;
    return PARSE_DONE;
}

static bool port_is_valid(struct span port)
{
    uint64_t number = 0;
    return port.length == 0 || (span_number(port, &number) && number <= 65535);
}

static bool literal_is_valid(struct span address)
{
    for (size_t i = 0; i < address.length; i++)
        if (!octet_is(address.at[i], OCTET_HOST) && address.at[i] != ':')
            return false;
    return address.length > 0;
}

/* uri-host [ ":" port ], RFC 3986 §3.2.2; the http scheme forbids an empty host. */
static bool host_is_valid(struct span host)
{
    size_t end;
    if (span_starts(host, "[")) {
        end = span_find(host, ']');
        if (end == host.length || !literal_is_valid((struct span){host.at + 1, end - 1}))
            return false;
        end++;
    } else {
        end = span_find(host, ':');
        if (end == 0 || !span_all((struct span){host.at, end}, OCTET_HOST))
            return false;
    }
    struct span rest = span_from(host, end);
    return rest.length == 0 || (rest.at[0] == ':' && port_is_valid(span_from(rest, 1)));
}

static void split_path(struct request *r, struct span target)
{
    size_t mark = span_find(target, '?');
    r->path = mark > 0 ? (struct span){target.at, mark} : SPAN("/");
    r->query = span_from(target, mark < target.length ? mark + 1 : mark);
}

static size_t scheme_length(struct span target)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t length = strlen(schemes[i]);
        if (target.length >= length && span_like((struct span){target.at, length}, schemes[i]))
            return length;
    }
    return 0;
}

/* absolute-form, which every server must take (RFC 9112 §3.2.2). */
static bool split_absolute(struct request *r)
{
    size_t scheme = scheme_length(r->target);
    if (scheme == 0)
        return false;
    struct span rest = span_from(r->target, scheme);
    size_t end = 0;
    while (end < rest.length && rest.at[end] != '/' && rest.at[end] != '?')
        end++;
    r->authority = (struct span){rest.at, end};
    split_path(r, span_from(rest, end));
    return host_is_valid(r->authority);
}

static bool split_target(struct request *r)
{
    if (span_starts(r->target, "/")) {
        split_path(r, r->target);
        return true;
    }
    if (span_is(r->target, "*")) {
        r->path = r->target;
        return r->method == METHOD_OPTIONS;
    }
    return split_absolute(r) || span_is(r->method_text, "CONNECT");
}

static enum parse take_target(struct cursor *c)
{
    enum parse result = take_run(c, OCTET_TARGET, &c->r->target);
    if (result != PARSE_DONE)
        return result;
    if (c->r->target.length == 0 || c->data[c->at] != ' ')
        return bad(c, 400, TARGET, "a request target is visible ASCII between two spaces");
    c->at++;
    return PARSE_DONE;
}

/* After the version, because other protocols have other targets (`PRI * HTTP/2.0`). */
static enum parse check_target(struct cursor *c)
{
    if (!split_target(c->r))
        return bad(c, 400, TARGET, "no form of request target that this method may have");
    return PARSE_DONE;
}

/* HTTP-version is case-sensitive: HTTP/ DIGIT . DIGIT and nothing else. */
static enum parse take_version(struct cursor *c)
{
    static const char shape[] = "HTTP/d.d";
    unsigned digits[2] = {0, 0};
    for (size_t i = 0, digit = 0; i < sizeof shape - 1; i++) {
        enum parse result = look_in_line(c);
        if (result != PARSE_DONE)
            return result;
        char octet = c->data[c->at];
        if (shape[i] == 'd' ? !octet_is(octet, OCTET_DIGIT) : octet != shape[i])
            return bad(c, 400, VERSION, "a version is HTTP/ and two digits with a full stop");
        if (shape[i] == 'd')
            digits[digit++] = (unsigned)(octet - '0');
        c->at++;
    }
    if (digits[0] != 1)
        return bad(c, 505, "RFC 9110 section 15.6.6", "only HTTP/1.1 and HTTP/1.0 are spoken here");
    c->r->minor = digits[1] > 0;
    return PARSE_DONE;
}

static enum parse take_field_name(struct cursor *c, struct span *name)
{
    size_t start = c->at;
    enum parse result;
    while ((result = look(c)) == PARSE_DONE && octet_is(c->data[c->at], OCTET_TOKEN))
        c->at++;
    if (result != PARSE_DONE)
        return result;
    *name = (struct span){c->data + start, c->at - start};
    if (name->length > 0 && c->data[c->at] == ':') {
        c->at++;
        return PARSE_DONE;
    }
    if (name->length == 0 && (c->data[c->at] == ' ' || c->data[c->at] == '\t'))
        return bad(c, 400, FOLD, "a line that starts with white space is not taken");
    return bad(c, 400, FIELD, "a field line is a token, a colon without space, and a value");
}

static enum parse take_field_value(struct cursor *c, struct span *value)
{
    size_t start = c->at;
    enum parse result;
    while ((result = look(c)) == PARSE_DONE && octet_is(c->data[c->at], OCTET_VALUE))
        c->at++;
    if (result != PARSE_DONE)
        return result;
    *value = span_trim((struct span){c->data + start, c->at - start});
    if (c->data[c->at] != '\r' && c->data[c->at] != '\n')
        return bad(c, 400, VALUE, "a control octet in a field value");
    return take_line_end(c);
}

static enum parse take_field(struct cursor *c)
{
    struct field f = {{NULL, 0}, {NULL, 0}};
    if (c->r->field_count == LIMIT_FIELDS)
        return bad(c, 431, "RFC 6585 section 5", "too many field lines");
    enum parse result = take_field_name(c, &f.name);
    if (result == PARSE_DONE && (result = take_field_value(c, &f.value)) == PARSE_DONE)
        c->r->fields[c->r->field_count++] = f;
    return result;
}

static enum parse take_fields(struct cursor *c)
{
    enum parse result;
    while ((result = look(c)) == PARSE_DONE && c->data[c->at] != '\r')
        if ((result = take_field(c)) != PARSE_DONE)
            return result;
    return result == PARSE_DONE ? take_line_end(c) : result;
}

/* RFC 9112 §3.2: one Host and a valid one; HTTP/1.0 may leave it out. */
static enum parse check_host(struct cursor *c)
{
    size_t count = 0;
    struct span host = request_field(c->r, "Host", &count);
    if (count > 1)
        return bad(c, 400, HOST, "more than one Host");
    if (count == 0)
        return c->r->minor == 0 ? PARSE_DONE : bad(c, 400, HOST, "no Host");
    return host_is_valid(host) ? PARSE_DONE : bad(c, 400, HOST, "Host is not a host and a port");
}

enum parse head_parse(const char *data, size_t length, struct request *r, struct fault *fault)
{
    static enum parse (*const parts[])(struct cursor *) = {
        take_method,   take_target, take_version, check_target,
        take_line_end, take_fields, check_host,
    };
    struct cursor c = {.data = data, .length = length, .r = r, .fault = fault};
    memset(r, 0, offsetof(struct request, fields));
    r->minor = 1; /* until the peer says otherwise: its refusal is sent as HTTP/1.1 */
    enum parse result = take_empty_lines(&c);
    c.line = c.at;
    for (size_t i = 0; result == PARSE_DONE && i < sizeof parts / sizeof parts[0]; i++)
        result = parts[i](&c);
    r->length = result == PARSE_DONE ? c.at : 0;
    return result;
}

struct span request_field(const struct request *r, const char *name, size_t *count)
{
    struct span first = {NULL, 0};
    size_t found = 0;
    for (size_t i = 0; i < r->field_count; i++)
        if (span_like(r->fields[i].name, name) && found++ == 0)
            first = r->fields[i].value;
    if (count != NULL)
        *count = found;
    return first;
}

bool request_lists(const struct request *r, const char *name, const char *token)
{
    for (size_t i = 0; i < r->field_count; i++) {
        struct span rest = r->fields[i].value;
        struct span element;
        while (span_like(r->fields[i].name, name) && span_list_next(&rest, &element))
            if (span_like(element, token))
                return true;
    }
    return false;
}
