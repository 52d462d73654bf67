/* SPDX-License-Identifier: MIT */
/*
 * The table of engines; the first is the default.
 */
#include "engines/engine.h"

#include <string.h>

static const struct engine *const engines[] = {
    &engine_poll,
    &engine_epoll,
};

const struct engine *engine_at(size_t index)
{
    return index < sizeof engines / sizeof engines[0] ? engines[index] : NULL;
}

const struct engine *engine_find(const char *name)
{
    if (name == NULL)
        return engines[0];
    for (size_t i = 0; engine_at(i) != NULL; i++)
        if (strcmp(engines[i]->name, name) == 0)
            return engines[i];
    return NULL;
}
