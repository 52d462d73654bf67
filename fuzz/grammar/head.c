/* SPDX-License-Identifier: MIT */
/*
 * Request line, field lines, and what they say of the body, in this order.
 */
#include "fuzz/grammar/head.h"

#include <string.h>
#include <strings.h>

#include "fuzz/grammar/rules.h"

static size_t length_of(struct input s)
{
    return (size_t)(s.end - s.at);
}

static bool same(struct input s, const char *text)
{
    return length_of(s) == strlen(text) && memcmp(s.at, text, length_of(s)) == 0;
}

static bool alike(struct input s, const char *text)
{
    return length_of(s) == strlen(text) && strncasecmp(s.at, text, length_of(s)) == 0;
}

/* port = *DIGIT, and a number that a port can have */
static bool port(struct input *in, bool *empty)
{
    const char *start = in->at;
    unsigned long number = 0;
    for (; in->at < in->end && is_digit(*in->at); in->at++) {
        number = number * 10 + (unsigned long)(*in->at - '0');
        if (number > 65535)
            return false;
    }
    *empty = in->at == start;
    return true;
}

/* uri-host [ ":" port ], all of the input; an http URI has a host (RFC 9110 section 4.2.1) */
static bool authority(struct input in, bool with_port)
{
    bool empty = true, literal = rule_octet(&in, '[');
    const char *start = in.at;
    while (in.at < in.end && is_word(*in.at, literal ? "-._~!$&'()*+,;=%:" : "-._~!$&'()*+,;=%"))
        in.at++;
    if (in.at == start || (literal && !rule_octet(&in, ']')))
        return false;
    if (rule_octet(&in, ':') && !port(&in, &empty))
        return false;
    return in.at == in.end && (!with_port || !empty);
}

/* absolute-form = scheme "://" authority path-abempty [ "?" query ], of the http schemes */
static bool absolute_form(struct input in)
{
    struct input scheme = {in.at, in.at};
    while (scheme.end < in.end && *scheme.end != ':')
        scheme.end++;
    in.at = scheme.end;
    if (!alike(scheme, "http") && !alike(scheme, "https"))
        return false;
    if (!rule_octet(&in, ':') || !rule_octet(&in, '/') || !rule_octet(&in, '/'))
        return false;
    struct input host = {in.at, in.at};
    while (host.end < in.end && *host.end != '/' && *host.end != '?')
        host.end++;
    return authority(host, false);
}

/* The four forms of RFC 9112 section 3.2, by method. */
static bool request_target(struct input method, struct input target)
{
    for (const char *at = target.at; at < target.end; at++) {
        if (*at <= ' ' || *at >= 0x7f || *at == '#')
            return false;
    }
    if (same(method, "CONNECT"))
        return authority(target, true);
    if (same(target, "*"))
        return same(method, "OPTIONS");
    return length_of(target) > 0 && (*target.at == '/' || absolute_form(target));
}

/* HTTP-version = HTTP-name "/" DIGIT "." DIGIT, of HTTP/1 */
static bool http_version(struct input *in, unsigned *minor)
{
    for (const char *text = "HTTP/1."; *text; text++) {
        if (!rule_octet(in, *text))
            return false;
    }
    if (in->at == in->end || !is_digit(*in->at))
        return false;
    *minor = *in->at++ != '0';
    return true;
}

/* request-line = method SP request-target SP HTTP-version */
static bool request_line(struct input *in, unsigned *minor)
{
    struct input method = *in, target;
    if (!rule_token(in))
        return false;
    method.end = in->at;
    if (!rule_octet(in, ' '))
        return false;
    target.at = in->at;
    while (in->at < in->end && *in->at != ' ' && *in->at != '\r' && *in->at != '\n')
        in->at++;
    target.end = in->at;
    return request_target(method, target) && rule_octet(in, ' ') && http_version(in, minor) &&
           rule_crlf(in);
}

/* What the field lines say, counted. */
struct said {
    unsigned hosts, lengths, codings;
    struct input host, length, coding;
};

static void note(struct said *s, struct input name, struct input value)
{
    if (alike(name, "Host"))
        s->hosts++, s->host = value;
    if (alike(name, "Content-Length"))
        s->lengths++, s->length = value;
    if (alike(name, "Transfer-Encoding"))
        s->codings++, s->coding = value;
}

/* Content-Length = 1*DIGIT */
static bool content_length(struct input value, uint64_t *length)
{
    *length = 0;
    for (const char *at = value.at; at < value.end; at++) {
        if (!is_digit(*at))
            return false;
        if (*length > (UINT64_MAX - 9) / 10)
            *length = UINT64_MAX;
        else if (*length < UINT64_MAX)
            *length = *length * 10 + (uint64_t)(*at - '0');
    }
    return length_of(value) > 0;
}

/* RFC 9112 section 6.3, for requests, and whatever is ambiguous refused */
static enum framing framing_of(const struct said *s, unsigned minor, uint64_t *length)
{
    if (s->codings == 0 && s->lengths == 0)
        return FRAMING_NONE;
    if (s->codings > 0)
        return s->codings == 1 && s->lengths == 0 && minor > 0 && alike(s->coding, "chunked")
                   ? FRAMING_CHUNKED
                   : FRAMING_REFUSED;
    return s->lengths == 1 && content_length(s->length, length) ? FRAMING_LENGTH : FRAMING_REFUSED;
}

bool grammar_head(const char *octets, size_t length, struct grammar_head *head)
{
    struct input in = {octets, octets + length}, name, value;
    struct said said = {.hosts = 0};
    *head = (struct grammar_head){.length = 0};
    if (in.at < in.end && *in.at == '\r' && !rule_crlf(&in))
        return false;
    if (!request_line(&in, &head->minor))
        return false;
    while (in.at < in.end && *in.at != '\r') {
        if (!rule_field_line(&in, &name, &value))
            return false;
        note(&said, name, value);
    }
    if (!rule_crlf(&in))
        return false;
    bool host = said.hosts == 1 && authority(said.host, false);
    if (!host && (said.hosts > 0 || head->minor > 0))
        return false;
    head->length = (size_t)(in.at - octets);
    head->framing = framing_of(&said, head->minor, &head->content_length);
    return true;
}
