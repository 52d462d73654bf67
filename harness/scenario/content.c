/* SPDX-License-Identifier: MIT */
/* Converts; knows no step. Whatever YAML would change on the way is refused with a hint.
 */
#include "scenario/content.h"

#include <string.h>
#include <strings.h>

#include "data/json.h"
#include "scenario/octets.h"

/* Plain text that other readers of YAML take for something else than a string. */
static const char *ambiguity(const struct yaml_node *scalar)
{
    static const char *const words[] = {"true", "false", "null", "~", ".inf", "-.inf", ".nan"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(scalar->text, words[i]) == 0)
            return "is neither text nor JSON here; quote it, or write true, false or null";
    }
    static const char digits[] = "0123456789";
    const char *at = scalar->text + (scalar->text[0] == '+' || scalar->text[0] == '-');
    bool number_like = at[0] == '.' ? at[1] && strchr(digits, at[1]) : strspn(at, digits) > 0;
    bool number_only = strspn(at, "0123456789.eExXabcdefABCDEF_+-") == strlen(at);
    if (number_like && number_only && (at[0] == '0' || at[0] == '.' || at != scalar->text))
        return "is no number that JSON knows; quote it if it is a text";
    return NULL;
}

static bool json_scalar(struct form *f, const struct yaml_node *scalar, struct bytes *out)
{
    bool plain = scalar->style == YAML_PLAIN;
    bool literal =
        plain && (strcmp(scalar->text, "true") == 0 || strcmp(scalar->text, "false") == 0 ||
                  strcmp(scalar->text, "null") == 0);
    if (yaml_is_nothing(scalar)) {
        form_wrong(f, scalar->place, "nothing stands here; write null, or '' for an empty text");
        return false;
    }
    if (literal || (plain && json_spells_number(scalar->text, scalar->length)))
        return bytes_add(out, scalar->text, scalar->length);
    const char *fault = plain ? ambiguity(scalar) : NULL;
    if (fault) {
        form_wrong(f, scalar->place, "'%s' %s", scalar->text, fault);
        return false;
    }
    json_quote(out, scalar->text, scalar->length);
    return !out->cut;
}

static bool json_mapping(struct form *f, const struct yaml_node *map, struct bytes *out)
{
    bool whole = true;
    bytes_text(out, "{");
    for (size_t i = 0; i < map->count; i++) {
        if (i)
            bytes_text(out, ",");
        json_quote(out, map->pairs[i].key.text, map->pairs[i].key.length);
        bytes_text(out, ":");
        whole &= content_json(f, &map->pairs[i].value, out);
    }
    bytes_text(out, "}");
    return whole;
}

bool content_json(struct form *f, const struct yaml_node *value, struct bytes *out)
{
    if (value->kind == YAML_SCALAR)
        return json_scalar(f, value, out);
    if (value->kind == YAML_MAPPING)
        return json_mapping(f, value, out);
    bool whole = true;
    bytes_text(out, "[");
    for (size_t i = 0; i < value->count; i++) {
        if (i)
            bytes_text(out, ",");
        whole &= content_json(f, &value->items[i], out);
    }
    bytes_text(out, "]");
    return whole;
}

bool content_raw(struct form *f, const struct yaml_node *value, struct bytes *out)
{
    const char *at = value->text, *end = at + value->length;
    if (value->style == YAML_DOUBLE_QUOTED) {
        form_wrong(f, value->place, "`raw:` takes plain lines, not double quotes; %s",
                   "exact octets belong in `bytes:`");
        return false;
    }
    while (end > at && end[-1] == '\n')
        end--;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        if (length == 0) {
            form_wrong(f, value->place, "an empty line ends the head; %s",
                       "put what follows it into `body:`");
            return false;
        }
        bytes_add(out, at, length);
        bytes_text(out, "\r\n");
        at += length + (newline != NULL);
    }
    return bytes_text(out, "\r\n");
}

bool content_bytes(struct form *f, const struct yaml_node *value, struct bytes *out)
{
    struct octets_error error;
    const char *fault = NULL;
    if (value->style == YAML_DOUBLE_QUOTED)
        fault = "`bytes:` takes single quotes; YAML would turn \"\\xff\" into two octets";
    else if (value->style == YAML_BLOCK || !value->one_line)
        fault = "`bytes:` takes one line in single quotes; write line ends as \\r\\n";
    if (fault) {
        form_wrong(f, value->place, "%s", fault);
        return false;
    }
    if (octets_unescape(out, value->text, value->length, &error))
        return true;
    form_wrong(f, form_within(value, error.offset, 2), "%s", error.sentence);
    return false;
}
