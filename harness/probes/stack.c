/* SPDX-License-Identifier: MIT */
/* Frames are told apart by function (or object) and line, never by address. */
#include "probes/stack.h"

#include <string.h>

static const uint64_t nothing_hashed = 14695981039346656037U;

static uint64_t mix(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211U; /* FNV-1a */
    return hash;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void stack_init(struct stack *s)
{
    bytes_init(&s->text, STACK_TEXT_MAX);
    stack_clear(s);
}

void stack_clear(struct stack *s)
{
    bytes_clear(&s->text);
    s->frames = 0;
    s->lost = false;
    s->key = nothing_hashed;
}

void stack_add(struct stack *s, const struct stack_frame *f)
{
    const char *object = base_name(f->object);
    bool was_lost = s->lost;
    s->lost = !*f->function && !*object;
    if ((s->lost && was_lost) || s->frames++ >= STACK_FRAMES_MAX)
        return;
    s->key = mix(mix(s->key, *f->function ? f->function : object), f->line);
    bytes_format(&s->text, "%s%s %s", s->text.length ? "\n" : "", s->frames > 1 ? "by" : "at",
                 *f->function ? f->function : f->address);
    if (*f->file)
        bytes_format(&s->text, " (%s:%s)", f->file, f->line);
    else if (*object || s->lost)
        bytes_format(&s->text, " (in %s)", *object ? object : "no program");
}

uint64_t stack_key(const struct stack *s, const char *kind)
{
    return mix(s->key, kind);
}

void stack_release(struct stack *s)
{
    bytes_release(&s->text);
}
