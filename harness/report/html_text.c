/* SPDX-License-Identifier: MIT */
/* One escaper, which everything that is not our own goes through.
 */
#include "report/html_text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "data/utf8.h"

/* Characters that have no shape, or give the line another order than it has in memory. */
static bool is_treacherous(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xfeff || code == 0xfffe || code == 0xffff;
}

static const char *reference_of(uint32_t code)
{
    switch (code) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static void put_octets(FILE *out, const char *octets, size_t length, bool marked)
{
    fputs(marked ? "<span class=\"octet\">" : "", out);
    for (size_t i = 0; i < length; i++)
        fprintf(out, "\\x%02x", (unsigned)(unsigned char)octets[i]);
    fputs(marked ? "</span>" : "", out);
}

/* One character, or one octet that is none; returns its length. */
static size_t put_next(FILE *out, const char *text, size_t length, bool marked)
{
    uint32_t code = 0;
    size_t n = utf8_next(text, length, &code);
    const char *reference = n ? reference_of(code) : NULL;
    if (n == 0 || is_treacherous(code))
        put_octets(out, text, n ? n : 1, marked);
    else if (reference)
        fputs(reference, out);
    else
        fwrite(text, 1, n, out);
    return n ? n : 1;
}

static void put(FILE *out, const char *text, size_t length, bool marked)
{
    for (size_t i = 0; i < length;)
        i += put_next(out, text + i, length - i, marked);
}

/* An octet that was made visible before it came here, as in transcripts and in run.json: \xNN. */
static size_t escape_length(const char *text, size_t length)
{
    return length >= 4 && text[0] == '\\' && text[1] == 'x' &&
                   strspn(text + 2, "0123456789abcdef") >= 2
               ? 4
               : 0;
}

static void put_escape(FILE *out, const char *text, bool marked)
{
    fprintf(out, marked ? "<span class=\"octet\">%.4s</span>" : "%.4s", text);
}

static void put_words(FILE *out, const char *text, bool marked)
{
    size_t length = strlen(text), i = 0;
    while (i < length && i < HTML_WORDS_MAX) {
        bool blank = text[i] == '\n' || text[i] == '\t' || text[i] == '\r';
        size_t escaped = escape_length(text + i, length - i);
        if (blank)
            fputc(' ', out);
        if (escaped)
            put_escape(out, text + i, marked);
        i += blank ? 1 : escaped ? escaped : put_next(out, text + i, length - i, marked);
    }
    if (i < length)
        fprintf(out, " ... (%zu more octets are in run.json)", length - i);
}

void html_text(FILE *out, const char *text)
{
    put_words(out, text, true);
}

void html_attribute(FILE *out, const char *text)
{
    put_words(out, text, false);
}

static void put_marked_octets(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t n = escape_length(text + i, length - i);
        if (n) {
            put_escape(out, text + i, true);
            i += n;
        } else {
            size_t tab = text[i] == '\t';
            if (tab)
                fputc('\t', out);
            i += tab ? 1 : put_next(out, text + i, length - i, true);
        }
    }
}

static const char *find_in(const char *line, size_t length, const char *what)
{
    size_t size = strlen(what);
    for (size_t i = 0; size && i + size <= length; i++) {
        if (memcmp(line + i, what, size) == 0)
            return line + i;
    }
    return NULL;
}

/* Behind the "< " of a received line. */
static const char *find_offence(const char *line, size_t length, const struct html_offence *o)
{
    enum { MARK = 2 };
    if (!o->words || length < MARK + o->line_length ||
        (o->line_length && strncasecmp(line + MARK, o->line, o->line_length) != 0))
        return NULL;
    return find_in(line + MARK, length - MARK, o->words);
}

static void put_line(FILE *out, const char *line, size_t length, const struct html_offence *offence)
{
    bool sent = length >= 1 && line[0] == '>', received = length >= 1 && line[0] == '<';
    const char *at = received ? find_offence(line, length, offence) : NULL;
    size_t before = at ? (size_t)(at - line) : length;
    fputs(sent ? "<span class=\"sent\">" : received ? "<span class=\"received\">" : "", out);
    put_marked_octets(out, line, before);
    if (at) {
        fputs("<mark>", out);
        put(out, at, strlen(offence->words), true);
        fputs("</mark>", out);
        put_marked_octets(out, at + strlen(offence->words),
                          length - before - strlen(offence->words));
    }
    fputs(sent || received ? "</span>\n" : "\n", out);
}

void html_transcript(FILE *out, const char *text, const struct html_offence *offence)
{
    size_t shown = 0;
    while (*text && shown < HTML_EVIDENCE_MAX) {
        size_t length = strcspn(text, "\n");
        size_t fits = length < HTML_WORDS_MAX ? length : HTML_WORDS_MAX;
        put_line(out, text, fits, offence);
        if (fits < length)
            fprintf(out, "... (%zu more octets of this line are in run.json)\n", length - fits);
        shown += fits + 1;
        text += length + (text[length] == '\n');
    }
    if (*text)
        fprintf(out, "... (%zu more octets are in run.json)\n", strlen(text));
}

void html_id(FILE *out, const char *text)
{
    for (; *text; text++) {
        bool plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
                     (*text >= '0' && *text <= '9') || (*text && strchr("._-", *text));
        fputc(plain ? *text : '-', out);
    }
}
