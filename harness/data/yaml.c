/* SPDX-License-Identifier: MIT */
/* The only file that includes libfyaml.h. Three stages: a gate over the octets, because the library
 * can loop for ever on some invalid UTF-8; the library, silent, its diagnostics collected; a walk
 * that copies the document into our own nodes and refuses what the subset leaves out. Nodes are
 * walked one by one: the library's path expressions are not used.
 */
#include "data/yaml.h"

#include <libfyaml.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "data/file.h"
#include "data/utf8.h"

/* One conversion: where to, and how to find lines. */
struct reader {
    struct arena *arena;
    struct complaints *complaints;
    struct source source;
    const size_t *lines; /* offsets of line starts */
    size_t line_count;
    size_t fed;     /* octets that the library gets: the source and an end mark */
    size_t reached; /* where the last scalar ended */
    bool sound;     /* no complaint so far */
};

static void refuse(struct reader *r, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct reader *r, struct place place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct arena scratch;
    arena_init(&scratch);
    complain(r->complaints, &r->source, place, "%s", arena_vtext(&scratch, format, args));
    arena_release(&scratch);
    va_end(args);
    r->sound = false;
}

static void index_lines(struct reader *r)
{
    const char *text = r->source.text;
    size_t count = 1;
    for (size_t i = 0; i < r->source.length; i++)
        count += text[i] == '\n';
    size_t *lines = arena_zero(r->arena, count, sizeof *lines);
    size_t n = 1;
    for (size_t i = 0; i < r->source.length; i++) {
        if (text[i] == '\n')
            lines[n++] = i + 1;
    }
    r->lines = lines;
    r->line_count = count;
}

static struct place place_at(const struct reader *r, size_t offset, size_t length)
{
    size_t low = 0, high = r->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(r->lines[middle] <= offset ? &low : &high) = middle;
    }
    size_t start = r->lines[low];
    return (struct place){
        .line = (int)low + 1,
        .column = (int)utf8_columns(r->source.text + start, offset - start) + 1,
        .length = (int)utf8_columns(r->source.text + offset, length),
    };
}

/* --- the gate ------------------------------------------------------------------------------- */

static bool is_forbidden(uint32_t code)
{
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    return control || (code >= 0x7f && code <= 0x9f) || code == 0xfeff || code == 0xfffe ||
           code == 0xffff;
}

/* Why the character at `offset` may not stand there, or NULL. *step: its octets. */
static const char *forbidden(const struct reader *r, size_t offset, size_t *step)
{
    const char *at = r->source.text + offset;
    size_t left = r->source.length - offset;
    uint32_t code = 0;
    *step = utf8_next(at, left, &code);
    if (*step == 0)
        return "this octet is not valid UTF-8; write odd octets as \\xNN in a `bytes:` step";
    if (is_forbidden(code))
        return "a control character; write odd octets as \\xNN in a `bytes:` step";
    if (code == '\r' && (left < 2 || at[1] != '\n'))
        return "a carriage return without a line feed";
    if (code == '%' && (offset == 0 || at[-1] == '\n'))
        return "directives (`%` at the start of a line) are not part of this language";
    return NULL;
}

static bool gate(struct reader *r)
{
    if (r->source.length > YAML_OCTETS_MAX) {
        complain(r->complaints, &r->source, (struct place){.line = 0},
                 "larger than %d octets: no document that people read", YAML_OCTETS_MAX);
        return false;
    }
    for (size_t i = 0, step; i < r->source.length; i += step) {
        const char *why = forbidden(r, i, &step);
        if (why) {
            refuse(r, place_at(r, i, 1), "%s", why);
            return false;
        }
    }
    return true;
}

/* --- the walk ------------------------------------------------------------------------------- */

static bool convert(struct reader *r, struct fy_node *from, struct yaml_node *to,
                    struct place fallback, int depth);

static enum yaml_style style_of(struct fy_node *node)
{
    switch (fy_node_get_style(node)) {
    case FYNS_SINGLE_QUOTED: return YAML_SINGLE_QUOTED;
    case FYNS_DOUBLE_QUOTED: return YAML_DOUBLE_QUOTED;
    case FYNS_LITERAL:
    case FYNS_FOLDED: return YAML_BLOCK;
    default: return YAML_PLAIN;
    }
}

/* ` # ` after plain text with a single space before it: the author may have meant it as text. */
static bool is_cut(const struct reader *r, size_t end)
{
    const char *text = r->source.text;
    return end + 1 < r->source.length && text[end] == ' ' && text[end + 1] == '#';
}

/* The first line of a scalar; a block begins with its indentation, which is no text. */
static struct place text_place(const struct reader *r, enum yaml_style style, size_t start,
                               size_t end)
{
    const char *text = r->source.text;
    while (style == YAML_BLOCK && start < end && text[start] == ' ')
        start++;
    const char *newline = memchr(text + start, '\n', end - start);
    return place_at(r, start, newline ? (size_t)(newline - text) - start : end - start);
}

/* An item without any text has no place of its own: the next line that begins with its dash. */
static struct place empty_item_place(const struct reader *r, struct place fallback)
{
    const char *text = r->source.text;
    for (size_t i = 0; i < r->line_count; i++) {
        size_t at = r->lines[i];
        if (at < r->reached)
            continue;
        while (text[at] == ' ')
            at++;
        if (text[at] == '-')
            return place_at(r, at, 1);
    }
    return fallback;
}

static void convert_scalar(struct reader *r, struct fy_node *from, struct yaml_node *to)
{
    struct fy_token *token = fy_node_get_scalar_token(from);
    const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
    size_t length = 0;
    const char *text = fy_node_get_scalar(from, &length);
    to->kind = YAML_SCALAR;
    to->style = style_of(from);
    to->text = arena_copy(r->arena, text ? text : "", text ? length : 0);
    to->length = text ? length : 0;
    to->one_line = true;
    if (!start || !end || end->input_pos < start->input_pos || start->input_pos > r->source.length)
        return;
    size_t from_at = start->input_pos, to_at = end->input_pos;
    if (to_at > r->source.length)
        to_at = r->source.length;
    r->reached = to_at;
    to->place = text_place(r, to->style, from_at, to_at);
    to->one_line = !memchr(r->source.text + from_at, '\n', to_at - from_at);
    to->cut_by_comment = to->style == YAML_PLAIN && is_cut(r, to_at);
}

static bool convert_sequence(struct reader *r, struct fy_node *from, struct yaml_node *to,
                             int depth)
{
    int count = fy_node_sequence_item_count(from);
    struct yaml_node *items = arena_zero(r->arena, (size_t)(count > 0 ? count : 0), sizeof *items);
    to->kind = YAML_SEQUENCE;
    to->items = items;
    void *cursor = NULL;
    struct fy_node *item;
    while ((item = fy_node_sequence_iterate(from, &cursor)) && to->count < (size_t)count) {
        bool empty = fy_node_is_scalar(item) && !fy_node_get_scalar_token(item);
        struct place place = empty ? empty_item_place(r, to->place) : to->place;
        if (empty)
            r->reached = r->lines[place.line - 1] + 1;
        if (!convert(r, item, &items[to->count], place, depth))
            return false;
        to->count++;
    }
    if (to->count)
        to->place = items[0].place;
    return true;
}

static void check_key(struct reader *r, const struct yaml_node *map, const struct yaml_node *key)
{
    if (strcmp(key->text, "<<") == 0 && key->style == YAML_PLAIN)
        refuse(r, key->place, "merge keys (`<<`) are not part of this language: write it out");
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_node *earlier = &map->pairs[i].key;
        if (earlier->length == key->length && memcmp(earlier->text, key->text, key->length) == 0) {
            refuse(r, key->place, "duplicate key '%s'; the first one is in line %d", key->text,
                   earlier->place.line);
            return;
        }
    }
}

static bool convert_pair(struct reader *r, struct fy_node_pair *from, struct yaml_node *map,
                         struct yaml_pair *to, int depth)
{
    struct fy_node *key = fy_node_pair_key(from), *value = fy_node_pair_value(from);
    if (key && !convert(r, key, &to->key, map->place, depth))
        return false;
    if (!key || to->key.kind != YAML_SCALAR) {
        refuse(r, key ? to->key.place : map->place, "a key must be plain text");
        return false;
    }
    check_key(r, map, &to->key);
    if (!value) {
        to->value = (struct yaml_node){.place = to->key.place, .text = "", .one_line = true};
        return true;
    }
    return convert(r, value, &to->value, to->key.place, depth);
}

static bool convert_mapping(struct reader *r, struct fy_node *from, struct yaml_node *to, int depth)
{
    int count = fy_node_mapping_item_count(from);
    if (count > YAML_PAIRS_MAX) {
        refuse(r, to->place, "more than %d keys in one mapping", YAML_PAIRS_MAX);
        return false;
    }
    struct yaml_pair *pairs = arena_zero(r->arena, (size_t)(count > 0 ? count : 0), sizeof *pairs);
    to->kind = YAML_MAPPING;
    to->pairs = pairs;
    void *cursor = NULL;
    struct fy_node_pair *pair;
    while ((pair = fy_node_mapping_iterate(from, &cursor)) && to->count < (size_t)count) {
        if (!convert_pair(r, pair, to, &pairs[to->count], depth))
            return false;
        to->count++;
    }
    if (to->count)
        to->place = pairs[0].key.place;
    return true;
}

/* What the subset leaves out although the library reads it. */
static void refuse_extras(struct reader *r, struct fy_node *node, const struct yaml_node *to)
{
    size_t length = 0;
    if (fy_node_is_alias(node))
        refuse(r, to->place, "aliases (`*name`) are not part of this language: write it out");
    else if (fy_node_get_anchor(node))
        refuse(r, to->place, "anchors (`&name`) are not part of this language: write it out");
    else if (fy_node_get_tag(node, &length))
        refuse(r, to->place, "tags (`!name`) are not part of this language");
}

/* False ends the walk; complaints that leave the tree whole only clear r->sound. */
static bool convert(struct reader *r, struct fy_node *from, struct yaml_node *to,
                    struct place fallback, int depth)
{
    *to = (struct yaml_node){.place = fallback, .text = ""};
    if (depth > YAML_DEPTH_MAX) {
        refuse(r, fallback, "nested more than %d deep", YAML_DEPTH_MAX);
        return false;
    }
    bool whole = true;
    if (fy_node_is_sequence(from))
        whole = convert_sequence(r, from, to, depth + 1);
    else if (fy_node_is_mapping(from))
        whole = convert_mapping(r, from, to, depth + 1);
    else
        convert_scalar(r, from, to);
    refuse_extras(r, from, to);
    return whole;
}

/* --- the library ---------------------------------------------------------------------------- */

/* `{request: GET ${x}}`: the braces of the variable end the flow mapping. */
static bool is_variable_in_flow(const struct reader *r, int line)
{
    if (line < 1 || (size_t)line > r->line_count)
        return false;
    const char *at = r->source.text + r->lines[line - 1];
    const char *end = r->source.text + r->source.length;
    bool flow = false;
    for (; at < end && *at != '\n'; at++) {
        if (*at == '$' && at + 1 < end && at[1] == '{')
            return flow;
        flow |= *at == '{' || *at == '[';
    }
    return false;
}

static void relay_diagnostics(struct reader *r, struct fy_diag *diagnostics)
{
    void *cursor = NULL;
    struct fy_diag_error *e;
    while ((e = fy_diag_errors_iterate(diagnostics, &cursor))) {
        struct place place = {.line = e->line, .column = e->column, .length = 1};
        if (is_variable_in_flow(r, e->line))
            refuse(r, place, "`${name}` cannot stand inside `{...}` or `[...]`: %s",
                   "write it as a block, one key or item on each line");
        else
            refuse(r, place, "%s", e->msg);
    }
}

static struct fy_diag *silent_diagnostics(void)
{
    struct fy_diag_cfg config;
    fy_diag_cfg_default(&config);
    config.fp = NULL;
    config.colorize = false;
    struct fy_diag *diagnostics = fy_diag_create(&config);
    if (diagnostics)
        fy_diag_set_collect_errors(diagnostics, true);
    return diagnostics;
}

static void convert_document(struct reader *r, struct fy_document *document, struct yaml_node *root)
{
    struct place top = {.line = 1, .column = 1, .length = 1};
    struct fy_node *node = document ? fy_document_root(document) : NULL;
    if (node)
        (void)convert(r, node, root, top, 1);
    else if (r->sound)
        refuse(r, top, "there is nothing in this file");
}

/* Of the last document: the line that begins with ---. */
static struct place last_separator(const struct reader *r)
{
    size_t line = r->line_count;
    while (line > 1 && strncmp(r->source.text + r->lines[line - 1], "---", 3) != 0)
        line--;
    return place_at(r, r->lines[line - 1], 3);
}

static void parse_with(struct reader *r, struct fy_parser *parser, struct fy_diag *diagnostics,
                       struct yaml_node *root)
{
    struct fy_document *document = NULL, *second = NULL;
    if (fy_parser_set_string(parser, r->source.text, r->fed) == 0)
        document = fy_parse_load_document(parser);
    if (document)
        second = fy_parse_load_document(parser);
    relay_diagnostics(r, diagnostics);
    if (second)
        refuse(r, last_separator(r), "several documents in one file; one file is one document");
    convert_document(r, document, root);
    if (second)
        fy_parse_document_destroy(parser, second);
    if (document)
        fy_parse_document_destroy(parser, document);
}

static void parse(struct reader *r, struct yaml_node *root)
{
    struct fy_diag *diagnostics = silent_diagnostics();
    const struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE |
                 FYPCF_ALLOW_DUPLICATE_KEYS, /* we say it better, and all of them */
        .diag = diagnostics,
    };
    struct fy_parser *parser = diagnostics ? fy_parser_create(&config) : NULL;
    if (parser)
        parse_with(r, parser, diagnostics, root);
    else
        refuse(r, (struct place){.line = 0}, "the YAML library could not be started");
    if (parser)
        fy_parser_destroy(parser);
    if (diagnostics)
        fy_diag_destroy(diagnostics);
}

/* The library reads memory that it never wrote when a block scalar without text ends the input;
 * a comment behind everything keeps it from that. It lies beyond source.length: nobody else sees
 * it. */
static void set_source(struct reader *r, const char *path, const char *text, size_t length)
{
    bool ends_line = length && text[length - 1] == '\n';
    char *copy = arena_zero(r->arena, length + 3, 1);
    if (length)
        memcpy(copy, text, length);
    memcpy(copy + length, ends_line ? "#" : "\n#", ends_line ? 1 : 2);
    r->fed = length + (ends_line ? 1 : 2);
    r->source = (struct source){
        .path = arena_copy(r->arena, path, strlen(path)), .text = copy, .length = length};
}

bool yaml_parse(struct arena *a, struct yaml_file *file, const char *path, const char *text,
                size_t length, struct complaints *c)
{
    static const char mark[] = "\xef\xbb\xbf"; /* some editors put it first; it says nothing */
    size_t skip = length >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
    struct yaml_node *root = arena_zero(a, 1, sizeof *root);
    struct reader r = {.arena = a, .complaints = c, .sound = true};
    set_source(&r, path, text + skip, length - skip);
    *file = (struct yaml_file){.source = r.source, .root = root};
    index_lines(&r);
    if (!gate(&r))
        return false;
    parse(&r, root);
    return r.sound;
}

bool yaml_read(struct arena *a, struct yaml_file *file, const char *path, struct complaints *c,
               struct failure *why)
{
    struct bytes text;
    bytes_init(&text, YAML_OCTETS_MAX);
    bool sound =
        file_read(&text, path, why) && yaml_parse(a, file, path, text.data, text.length, c);
    bytes_release(&text);
    return sound;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        if (strcmp(node->pairs[i].key.text, key) == 0)
            return &node->pairs[i].value;
    }
    return NULL;
}

bool yaml_is_nothing(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && node->style == YAML_PLAIN && node->length == 0;
}
