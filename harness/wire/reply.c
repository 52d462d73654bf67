/* SPDX-License-Identifier: MIT */
/* Strict response reader: lines are collected until CR LF, then one function per step decides.
 *
 * Pure: bytes in, fields out; knows no socket and no clock.
 */
#include "wire/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum step {
    STEP_STATUS = 0,
    STEP_FIELD,
    STEP_LENGTH,
    STEP_UNTIL_CLOSE,
    STEP_CHUNK_SIZE,
    STEP_CHUNK_DATA,
    STEP_CHUNK_END,
    STEP_TRAILER,
    STEP_DONE,
    STEP_COUNT
};

__attribute__((format(printf, 2, 3))) static void bad(struct reply *r, const char *format, ...)
{
    if (r->state == REPLY_BAD)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(r->problem, sizeof r->problem, format, args);
    va_end(args);
    r->state = REPLY_BAD;
}

void reply_init(struct reply *r, bool to_head)
{
    *r = (struct reply){.to_head = to_head, .step = STEP_STATUS};
    bytes_init(&r->body, REPLY_BODY_KEPT);
    bytes_init(&r->line, REPLY_HEAD_MAX);
    arena_init(&r->texts);
}

void reply_release(struct reply *r)
{
    bytes_release(&r->body);
    bytes_release(&r->line);
    arena_release(&r->texts);
}

static bool is_token_octet(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

/* RFC 9112 section 4: HTTP-version SP status-code SP [ reason-phrase ]. The second space is asked
 * for even before an empty reason, but servers that leave it out are read by everyone. */
static void status_line(struct reply *r, const char *line, size_t length)
{
    if (length < 12 || memcmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) || line[8] != ' ') {
        bad(r, "the first line is not an HTTP/1.x status line: \"%.40s\"", line);
        return;
    }
    if (!is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) ||
        (length > 12 && line[12] != ' ') || has_control(line, length)) {
        bad(r, "malformed status code in \"%.40s\"", line);
        return;
    }
    r->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    r->minor = line[7] - '0';
    r->reason = length > 13 ? arena_copy(&r->texts, line + 13, length - 13) : "";
    if (r->status < 100 || r->status > 599)
        bad(r, "status code %d is outside 100 to 599", r->status);
    r->step = STEP_FIELD;
}

static void field_add(struct reply *r, const struct reply_field *field, bool trailer)
{
    struct reply_field **list = trailer ? &r->trailers : &r->fields;
    size_t *count = trailer ? &r->trailer_count : &r->field_count;
    if (*count == REPLY_FIELDS_MAX) {
        bad(r, "more than %d field lines", REPLY_FIELDS_MAX);
        return;
    }
    if (*count == r->field_room)
        *list = arena_grow(&r->texts, *list, *count, &r->field_room, sizeof **list);
    (*list)[(*count)++] = *field;
}

/* RFC 9112 section 5: field-name ":" OWS field-value OWS. */
static void field_line(struct reply *r, const char *line, size_t length, bool trailer)
{
    if (*line == ' ' || *line == '\t') {
        bad(r, "a field line begins with a blank (obsolete line folding): \"%.40s\"", line);
        return;
    }
    size_t name = 0;
    while (name < length && is_token_octet((unsigned char)line[name]))
        name++;
    if (name == 0 || name == length || line[name] != ':') {
        bad(r, "not a field line: \"%.60s\"", line);
        return;
    }
    size_t from = name + 1, to = length;
    while (from < to && (line[from] == ' ' || line[from] == '\t'))
        from++;
    while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t'))
        to--;
    if (has_control(line + from, to - from)) {
        bad(r, "control octet in the value of field %.*s", (int)(name < 60 ? name : 60), line);
        return;
    }
    field_add(r,
              &(struct reply_field){.name = arena_copy(&r->texts, line, name),
                                    .value = arena_copy(&r->texts, line + from, to - from)},
              trailer);
}

const char *reply_field(const struct reply_field *fields, size_t count, const char *name,
                        struct arena *a)
{
    const char *value = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(fields[i].name, name) != 0)
            continue;
        value = value ? arena_text(a, "%s, %s", value, fields[i].value) : fields[i].value;
    }
    return value;
}

static bool has_option(const char *list, const char *option)
{
    size_t length = strlen(option);
    for (const char *p = list; p && *p;) {
        p += strspn(p, " \t,");
        size_t n = strcspn(p, " \t,");
        if (n == length && strncasecmp(p, option, n) == 0)
            return true;
        p += n;
    }
    return false;
}

/* True with *length set if the field is one run of digits; anything else is an error. */
static bool content_length(struct reply *r, const char *value, uint64_t *length)
{
    uint64_t n = 0;
    for (const char *p = value; *p; p++) {
        if (!is_digit(*p) || __builtin_mul_overflow(n, 10U, &n) ||
            __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n)) {
            bad(r, "Content-Length is not one number: \"%.40s\"", value);
            return false;
        }
    }
    if (!*value)
        bad(r, "Content-Length is empty");
    *length = n;
    return *value != '\0';
}

/* RFC 9112 section 6.3, for a response; the numbers are those of its list. */
static void decide_framing(struct reply *r)
{
    const char *coding = reply_field(r->fields, r->field_count, "Transfer-Encoding", &r->texts);
    const char *length = reply_field(r->fields, r->field_count, "Content-Length", &r->texts);
    if (length && !content_length(r, length, &r->left))
        return;
    if (r->to_head || r->status == 204 || r->status == 304) { /* 1 */
        r->framing = REPLY_NO_CONTENT;
        r->step = STEP_DONE;
        if (r->status == 204 && (coding || length))
            bad(r, "204 with %s", coding ? "Transfer-Encoding" : "Content-Length");
    } else if (coding && length) { /* 3 */
        bad(r, "both Transfer-Encoding and Content-Length");
    } else if (coding) { /* 4 */
        r->framing = REPLY_CHUNKED;
        r->step = STEP_CHUNK_SIZE;
        if (strcasecmp(coding, "chunked") != 0 || r->minor == 0)
            bad(r, "Transfer-Encoding \"%.40s\" in HTTP/1.%d was not asked for", coding, r->minor);
    } else if (length) { /* 6 */
        r->framing = REPLY_LENGTH;
        r->step = r->left ? STEP_LENGTH : STEP_DONE;
    } else { /* 8 */
        r->framing = REPLY_UNTIL_CLOSE;
        r->step = STEP_UNTIL_CLOSE;
    }
}

static void interim_skip(struct reply *r)
{
    if (r->status == 101)
        bad(r, "101 Switching Protocols was not asked for");
    r->interim++;
    r->status = 0;
    r->field_count = 0;
    r->step = STEP_STATUS;
}

/* RFC 9112 section 9.3. */
static bool stays_open(struct reply *r)
{
    const char *options = reply_field(r->fields, r->field_count, "Connection", &r->texts);
    if (has_option(options, "close") || r->framing == REPLY_UNTIL_CLOSE)
        return false;
    return r->minor > 0 || has_option(options, "keep-alive");
}

static void head_end(struct reply *r)
{
    if (r->status < 200) {
        interim_skip(r);
        return;
    }
    decide_framing(r);
    r->persistent = stays_open(r);
    r->field_room = 0;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 9112 section 7.1: 1*HEXDIG [ chunk-ext ]. */
static void chunk_size(struct reply *r, const char *line, size_t length)
{
    uint64_t n = 0;
    size_t digits = 0;
    while (digits < length && hex_value(line[digits]) >= 0) {
        if (n >> 60) {
            bad(r, "chunk size too large: \"%.40s\"", line);
            return;
        }
        n = n << 4 | (unsigned)hex_value(line[digits++]);
    }
    if (digits == 0 || (digits < length && !strchr("; \t", line[digits]))) {
        bad(r, "not a chunk size: \"%.40s\"", line);
        return;
    }
    r->left = n;
    r->step = n ? STEP_CHUNK_DATA : STEP_TRAILER;
}

static void line_end(struct reply *r)
{
    const char *line = r->line.data;
    size_t length = r->line.length - 2;
    r->line.data[length] = '\0';
    switch ((enum step)r->step) {
    case STEP_STATUS: status_line(r, line, length); break;
    case STEP_FIELD:
        if (length)
            field_line(r, line, length, false);
        else
            head_end(r);
        break;
    case STEP_CHUNK_SIZE: chunk_size(r, line, length); break;
    case STEP_CHUNK_END:
        if (length)
            bad(r, "octets after the end of a chunk");
        r->step = STEP_CHUNK_SIZE;
        break;
    case STEP_TRAILER:
        if (length)
            field_line(r, line, length, true);
        else
            r->step = STEP_DONE;
        break;
    default: break;
    }
    bytes_clear(&r->line);
}

/* Takes octets up to and with the next LF. */
static size_t take_line(struct reply *r, const char *octets, size_t length)
{
    const char *end = memchr(octets, '\n', length);
    size_t n = end ? (size_t)(end - octets) + 1 : length;
    bool in_head = r->step == STEP_STATUS || r->step == STEP_FIELD || r->step == STEP_TRAILER;
    r->head_octets += in_head ? n : 0;
    if (r->head_octets > REPLY_HEAD_MAX || !bytes_add(&r->line, octets, n)) {
        bad(r, "a line or head of more than %d octets", REPLY_HEAD_MAX);
        return n;
    }
    if (!end)
        return n;
    if (r->line.length < 2 || r->line.data[r->line.length - 2] != '\r')
        bad(r, "a line that ends in a bare LF: \"%.40s\"", r->line.data);
    else if (memchr(r->line.data, '\0', r->line.length))
        bad(r, "NUL in a line of the head or framing");
    else
        line_end(r);
    return n;
}

static size_t take_content(struct reply *r, const char *octets, size_t length)
{
    size_t n = length;
    if (r->step != STEP_UNTIL_CLOSE && n > r->left)
        n = (size_t)r->left;
    bytes_add(&r->body, octets, n);
    r->body_octets += n;
    if (r->step == STEP_UNTIL_CLOSE)
        return n;
    r->left -= n;
    if (r->left == 0)
        r->step = r->step == STEP_LENGTH ? STEP_DONE : STEP_CHUNK_END;
    return n;
}

enum reply_state reply_feed(struct reply *r, const void *octets, size_t length, size_t *used)
{
    const char *p = octets;
    *used = 0;
    while (r->state == REPLY_MORE && r->step != STEP_DONE && *used < length) {
        bool content =
            r->step == STEP_LENGTH || r->step == STEP_UNTIL_CLOSE || r->step == STEP_CHUNK_DATA;
        *used += content ? take_content(r, p + *used, length - *used)
                         : take_line(r, p + *used, length - *used);
    }
    if (r->state == REPLY_MORE && r->step == STEP_DONE)
        r->state = REPLY_DONE;
    return r->state;
}

enum reply_state reply_eof(struct reply *r)
{
    static const char *const where[STEP_COUNT] = {
        [STEP_STATUS] = "before a response",    [STEP_FIELD] = "inside the head",
        [STEP_LENGTH] = "inside the content",   [STEP_CHUNK_SIZE] = "before a chunk size",
        [STEP_CHUNK_DATA] = "inside a chunk",   [STEP_CHUNK_END] = "at the end of a chunk",
        [STEP_TRAILER] = "inside the trailers",
    };
    if (r->state == REPLY_MORE && r->step == STEP_UNTIL_CLOSE) {
        r->step = STEP_DONE;
        r->state = REPLY_DONE;
    } else if (r->state == REPLY_MORE && r->step == STEP_LENGTH) {
        bad(r, "closed inside the content: %llu of %llu octets came",
            (unsigned long long)r->body_octets,
            (unsigned long long)r->body_octets + (unsigned long long)r->left);
    } else if (r->state == REPLY_MORE) {
        bad(r, "closed %s", r->line.length ? "in the middle of a line" : where[r->step]);
    }
    return r->state;
}
