/* SPDX-License-Identifier: MIT */
/*
 * Both fuzzers change octets; this changes requests: fields are swapped, repeated, folded, taken
 * from another input, lengths and codings contradicted, messages joined and cut. Loaded by AFL++ as
 * a library of its own (docs/custom_mutators.md there), linked into the targets for libFuzzer.
 *
 * A first line that names no version is the script of a connection, and is kept.
 */
#include "fuzz/target.h"
#include "mutation/mutation.h"

#include <stdlib.h>
#include <string.h>

/* libFuzzer's own mutation; absent in AFL++, which has its own beside this one. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

struct mutator {
    struct chance chance;
    uint8_t *out;
    size_t room;
};

void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(struct mutator *m, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t most);
void afl_custom_deinit(struct mutator *m);

static size_t script_length(const struct span *input)
{
    const char *end = input->length ? memchr(input->octets, '\n', input->length) : NULL;
    size_t length = end ? (size_t)(end - input->octets) + 1 : 0;
    return length && !memmem(input->octets, length, " HTTP/", 6) ? length : 0;
}

/* Into `out`, which has room for `most` octets; returns how many they are now. */
static size_t change(const struct span *input, const struct span *other, size_t most,
                     struct chance *c, uint8_t *out)
{
    size_t script = script_length(input);
    struct bytes b;
    bytes_init(&b, most - script);
    bytes_add(&b, input->octets + script, input->length - script);
    mutate(&b, other, c);
    if (out != (const uint8_t *)input->octets)
        memcpy(out, input->octets, script);
    if (b.length)
        memcpy(out + script, b.data, b.length);
    size_t length = script + b.length;
    bytes_release(&b);
    return length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    struct chance c = {.state = seed};
    const struct span input = {(const char *)data, size};
    if (size == 0 || chance_once_in(&c, 2))
        return LLVMFuzzerMutate(data, size, most);
    return change(&input, &input, most, &c, data);
}

void *afl_custom_init(void *afl, unsigned seed)
{
    struct mutator *m = calloc(1, sizeof *m);
    (void)afl;
    if (m)
        m->chance.state = seed;
    return m;
}

static bool make_room(struct mutator *m, size_t most)
{
    uint8_t *space = most > m->room ? realloc(m->out, most) : m->out;
    if (!space)
        return false;
    m->out = space;
    m->room = most > m->room ? most : m->room;
    return true;
}

size_t afl_custom_fuzz(struct mutator *m, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t most)
{
    const struct span input = {(const char *)data, size};
    const struct span donor = {(const char *)other, other ? other_size : 0};
    if (size > most || !make_room(m, most))
        return 0; /* this one is left out */
    *out = m->out;
    return change(&input, donor.length ? &donor : &input, most, &m->chance, m->out);
}

void afl_custom_deinit(struct mutator *m)
{
    free(m->out);
    free(m);
}
