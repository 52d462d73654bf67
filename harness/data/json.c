/* SPDX-License-Identifier: MIT */
/* The only file that includes jansson.h. Strings are written by ourselves, because jansson drops
 * what is not valid UTF-8 without a word, and evidence often is not.
 */
#include "data/json.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "data/utf8.h"

bool json_is_valid(const char *text, size_t length, char *sentence, size_t size)
{
    json_error_t error;
    json_t *value =
        json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!value && size)
        snprintf(sentence, size, "line %d, column %d: %s", error.line, error.column, error.text);
    json_decref(value);
    return value != NULL;
}

bool json_unquote(const char *text, size_t length, struct bytes *out)
{
    json_t *value = json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    bool is_string = json_is_string(value);
    if (is_string)
        bytes_add(out, json_string_value(value), json_string_length(value));
    json_decref(value);
    return is_string;
}

bool json_spells_number(const char *text, size_t length)
{
    bool starts = length && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    bool ends = length && text[length - 1] >= '0' && text[length - 1] <= '9';
    return starts && ends && json_is_valid(text, length, NULL, 0);
}

static void quote_character(struct bytes *out, const char *at, size_t length, uint32_t code)
{
    static const char *const named[0x20] = {
        ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
    if (code == '"' || code == '\\')
        bytes_format(out, "\\%c", (char)code);
    else if (code < 0x20 && named[code])
        bytes_text(out, named[code]);
    else if (code < 0x20 || code == 0x7f)
        bytes_format(out, "\\u%04x", (unsigned)code);
    else
        bytes_add(out, at, length);
}

/* Octet by octet, what is no UTF-8 is passed to `odd`. */
static void quote(struct bytes *out, const char *text, size_t length,
                  void odd(struct bytes *out, char octet))
{
    bytes_text(out, "\"");
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        if (n)
            quote_character(out, text + i, n, code);
        else
            odd(out, text[i]);
        i += n ? n : 1;
    }
    bytes_text(out, "\"");
}

static void replace(struct bytes *out, char octet)
{
    (void)octet;
    bytes_text(out, "\xef\xbf\xbd");
}

static void spell(struct bytes *out, char octet)
{
    bytes_format(out, "\\\\x%02x", (unsigned)(unsigned char)octet);
}

void json_quote(struct bytes *out, const char *text, size_t length)
{
    quote(out, text, length, replace);
}

void json_escape(FILE *out, const char *text, size_t length)
{
    struct bytes quoted;
    bytes_init(&quoted, SIZE_MAX / 2);
    quote(&quoted, text, length, spell);
    fwrite(quoted.data, 1, quoted.length, out);
    bytes_release(&quoted);
}
