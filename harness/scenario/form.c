/* SPDX-License-Identifier: MIT */
/* The strict half of parsing. Knows the word table and YAML nodes, not what any word means.
 */
#include "scenario/form.h"

#include <stdarg.h>
#include <string.h>

#include "base/words.h"
#include "data/utf8.h"
#include "scenario/quantity.h"

void form_wrong(struct form *f, struct place place, const char *format, ...)
{
    va_list args;
    struct arena scratch;
    arena_init(&scratch);
    va_start(args, format);
    complain(f->complaints, f->source, place, "%s", arena_vtext(&scratch, format, args));
    va_end(args);
    arena_release(&scratch);
}

void form_warn(struct form *f, struct place place, const char *format, ...)
{
    va_list args;
    struct arena scratch;
    arena_init(&scratch);
    va_start(args, format);
    complain_warning(f->complaints, f->source, place, "%s", arena_vtext(&scratch, format, args));
    va_end(args);
    arena_release(&scratch);
}

const char *form_hint(struct form *f, const char *word, const char *const *names)
{
    const char *nearest = words_nearest(word, names);
    return nearest ? arena_text(f->arena, "; did you mean '%s'?", nearest) : "";
}

struct place form_within(const struct yaml_node *scalar, size_t offset, size_t length)
{
    struct place place = scalar->place;
    if (!scalar->one_line || offset > scalar->length || scalar->style == YAML_BLOCK)
        return place;
    if (length > scalar->length - offset)
        length = scalar->length - offset;
    place.column += (int)utf8_columns(scalar->text, offset);
    place.length = (int)utf8_columns(scalar->text + offset, length);
    return place;
}

const char *form_text(struct form *f, const struct yaml_node *node, const char *what)
{
    if (node->kind != YAML_SCALAR) {
        form_wrong(f, node->place, "%s must be plain text", what);
        return NULL;
    }
    if (yaml_is_nothing(node)) {
        form_wrong(f, node->place, "%s is empty", what);
        return NULL;
    }
    if (memchr(node->text, '\0', node->length)) {
        form_wrong(f, node->place, "%s holds a NUL; odd octets belong in `bytes:`", what);
        return NULL;
    }
    return node->text;
}

static bool is_among(const char *word, const char *const *names)
{
    while (*names && strcmp(*names, word) != 0)
        names++;
    return *names != NULL;
}

struct name_list form_names(struct form *f, const struct yaml_node *list, const char *what,
                            const char *const *names)
{
    const char **items = arena_zero(f->arena, list->count, sizeof *items);
    struct name_list result = {.items = items};
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *node = &list->items[i];
        const char *word = form_text(f, node, what);
        if (!word)
            continue;
        if (names && !is_among(word, names))
            form_wrong(f, node->place, "unknown %s '%s'%s", what, word, form_hint(f, word, names));
        else
            items[result.count++] = word;
    }
    return result;
}

int64_t form_duration(struct form *f, const struct yaml_node *key, const struct yaml_node *value)
{
    int64_t ns = 0;
    if (!quantity_duration(value->text, value->length, &ns))
        form_wrong(f, value->place, "'%s' is a time with its unit (us, ms or s), such as 100ms",
                   key->text);
    return ns;
}

bool form_bool(struct form *f, const struct yaml_node *key, const struct yaml_node *value)
{
    bool is_true = strcmp(value->text, "true") == 0;
    if (!is_true && strcmp(value->text, "false") != 0)
        form_wrong(f, value->place, "'%s' is true or false", key->text);
    return is_true;
}

int form_choice(struct form *f, const struct yaml_node *key, const struct yaml_node *value,
                const char *const *names)
{
    const char *all = "";
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], value->text) == 0)
            return i;
        const char *link = i == 0 ? "" : names[i + 1] ? ", " : " or ";
        all = arena_text(f->arena, "%s%s%s", all, link, names[i]);
    }
    form_wrong(f, value->place, "'%s' is %s, not '%s'%s", key->text, all, value->text,
               form_hint(f, value->text, names));
    return 0;
}

void form_version(struct form *f, const struct yaml_node *value)
{
    if (strcmp(value->text, "1") != 0)
        form_wrong(f, value->place, "this harness reads `version: 1`, not '%s'", value->text);
}

/* Another mapping of the same kind of file in which the word may stand, or PLACE_COUNT. */
static enum word_place other_place(enum word_place place, const char *word)
{
    bool candidate = place >= PLACE_CANDIDATE;
    int other = candidate ? PLACE_CANDIDATE : PLACE_SCENARIO;
    int end = candidate ? PLACE_COUNT : PLACE_CANDIDATE;
    while (other < end && word_find((enum word_place)other, word) == WORD_COUNT)
        other++;
    return other < end ? (enum word_place)other : PLACE_COUNT;
}

static void unknown_word(struct form *f, enum word_place place, const struct yaml_node *key)
{
    const char *here = word_place_name(place), *nearest = word_nearest(place, key->text);
    enum word_place other = other_place(place, key->text);
    const char *there = other == PLACE_COUNT ? NULL : word_place_name(other);
    if (nearest && there)
        form_wrong(f, key->place, "unknown word '%s' in %s; did you mean '%s', or '%s' in %s?",
                   key->text, here, nearest, key->text, there);
    else if (nearest)
        form_wrong(f, key->place, "unknown word '%s' in %s; did you mean '%s'?", key->text, here,
                   nearest);
    else if (there)
        form_wrong(f, key->place, "'%s' does not stand in %s; it belongs in %s", key->text, here,
                   there);
    else
        form_wrong(f, key->place, "unknown word '%s' in %s", key->text, here);
}

/* What is wrong with the kind of a value, or NULL. */
static const char *kind_fault(enum word_value wanted, const struct yaml_node *value)
{
    bool scalar = value->kind == YAML_SCALAR;
    switch (wanted) {
    case TAKES_TEXT: return scalar && value->length ? NULL : "must be a text that is not empty";
    case TAKES_CONTENT: return scalar ? NULL : "must be a text";
    case TAKES_DURATION: return scalar ? NULL : "must be a time with its unit, such as 100ms";
    case TAKES_NAMES:
        return value->kind == YAML_SEQUENCE ? NULL : "must be a list of words, such as [a, b]";
    case TAKES_LIST:
        return value->kind == YAML_SEQUENCE ? NULL
                                            : "must be a list: begin each of its items with '- '";
    case TAKES_ENTRIES:
    case TAKES_MAP: return value->kind == YAML_MAPPING ? NULL : "must hold `name: value` lines";
    case TAKES_CHECKS:
        return value->kind != YAML_MAPPING
                   ? NULL
                   : "must be a check, or a list of them: begin each with '- '";
    case TAKES_ANYTHING: break;
    }
    return NULL;
}

/* True if the value may go to its reader. */
static bool check_value(struct form *f, const struct word *word, const struct yaml_pair *pair)
{
    if (yaml_is_nothing(&pair->value)) {
        form_wrong(f, pair->key.place, "'%s' is empty; write it like this: %s", word->name,
                   word->example);
        return false;
    }
    const char *fault = kind_fault(word->value, &pair->value);
    bool text = word->value == TAKES_TEXT || word->value == TAKES_CONTENT;
    if (fault) {
        form_wrong(f, pair->value.place, "'%s' %s", word->name, fault);
        return false;
    }
    return !text || form_text(f, &pair->value, word->name) != NULL;
}

static void require_words(struct form *f, enum word_place place, const struct yaml_node *map)
{
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place == place && word->compulsory && !yaml_get(map, word->name))
            form_wrong(f, map->place, "%s needs '%s' (%s)", word_place_name(place), word->name,
                       word->about);
    }
}

void form_read(struct form *f, enum word_place place, const struct yaml_node *map,
               form_reader *const readers[WORD_COUNT], void *context)
{
    if (map->kind != YAML_MAPPING) {
        form_wrong(f, map->place, "%s must hold `word: value` lines", word_place_name(place));
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_pair *pair = &map->pairs[i];
        enum word_id id = word_find(place, pair->key.text);
        if (id == WORD_COUNT)
            unknown_word(f, place, &pair->key);
        else if (check_value(f, word_row(id), pair) && readers[id])
            readers[id](context, &pair->key, &pair->value);
    }
    require_words(f, place, map);
}
