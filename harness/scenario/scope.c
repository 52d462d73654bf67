/* SPDX-License-Identifier: MIT */
/* Three short lists, searched from the front: a scenario has a dozen names.
 */
#include "scenario/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"

void scope_init(struct scope *s, struct arena *a)
{
    *s = (struct scope){.arena = a};
}

static size_t find(const struct scope_list *list, const char *name)
{
    size_t i = 0;
    while (i < list->count && strcmp(list->names[i], name) != 0)
        i++;
    return i;
}

bool scope_has(const struct scope *s, enum scope_kind kind, const char *name)
{
    return find(&s->lists[kind], name) < s->lists[kind].count;
}

void scope_add(struct scope *s, enum scope_kind kind, const char *name)
{
    struct scope_list *list = &s->lists[kind];
    if (scope_has(s, kind, name))
        return;
    if (list->count == list->capacity)
        list->names =
            arena_grow(s->arena, list->names, list->count, &list->capacity, sizeof *list->names);
    list->names[list->count++] = name;
}

void scope_remove(struct scope *s, enum scope_kind kind, const char *name)
{
    struct scope_list *list = &s->lists[kind];
    size_t at = find(list, name);
    if (at == list->count)
        return;
    list->count--;
    memmove(&list->names[at], &list->names[at + 1], (list->count - at) * sizeof *list->names);
}

const char *scope_nearest(const struct scope *s, enum scope_kind kind, const char *name,
                          const char *const *others)
{
    const struct scope_list *list = &s->lists[kind];
    const char **names = memory_get((list->count + 1) * sizeof *names);
    for (size_t i = 0; i < list->count; i++)
        names[i] = list->names[i];
    names[list->count] = NULL;
    const char *nearest = words_nearest(name, names);
    free(names);
    if (!nearest && others)
        nearest = words_nearest(name, others);
    return nearest;
}

struct scope_mark scope_mark(const struct scope *s)
{
    struct scope_mark mark;
    for (int kind = 0; kind < SCOPE_KINDS; kind++)
        mark.counts[kind] = s->lists[kind].count;
    return mark;
}

/* A name that was removed since leaves the list shorter than the mark; that is no reason to grow.
 */
void scope_rewind(struct scope *s, struct scope_mark mark)
{
    for (int kind = 0; kind < SCOPE_KINDS; kind++) {
        if (s->lists[kind].count > mark.counts[kind])
            s->lists[kind].count = mark.counts[kind];
    }
}
