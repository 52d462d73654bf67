/* SPDX-License-Identifier: MIT */
/* Pauses are as short as they can be for a server to read what came: a case costs milliseconds. */
#include "run/ways.h"

#include "base/chance.h"
#include "base/clock.h"

#define PAUSE_OF_OCTETS (60 * CLOCK_MS / 1000)
#define PAUSE_OF_CUTS   (2 * CLOCK_MS)

/* Of long octets only so many at each end travel one by one. */
enum { OCTETS_IN_FRONT = 300, OCTETS_AT_END = 40 };

static uint64_t mix_text(uint64_t x, const char *text)
{
    for (; *text; text++)
        x = chance_mix(x ^ (unsigned char)*text);
    return x;
}

static struct raw_pieces octet_by_octet(size_t count, struct arena *a)
{
    size_t *cuts = arena_zero(a, OCTETS_IN_FRONT + OCTETS_AT_END, sizeof *cuts), n = 0;
    for (size_t at = 1; at < count && at <= OCTETS_IN_FRONT; at++)
        cuts[n++] = at;
    size_t end = count > OCTETS_AT_END ? count - OCTETS_AT_END : 0;
    for (size_t at = end > OCTETS_IN_FRONT ? end : OCTETS_IN_FRONT + 1; at < count; at++)
        cuts[n++] = at;
    return (struct raw_pieces){.cuts = cuts, .cut_count = n, .pause = PAUSE_OF_OCTETS};
}

static struct way cut_at(size_t place, struct arena *a)
{
    size_t *cut = arena_zero(a, 1, sizeof *cut);
    *cut = place;
    return (struct way){.words = arena_text(a, "cut behind octet %zu", place),
                        .pieces = {.cuts = cut, .cut_count = 1, .pause = PAUSE_OF_CUTS}};
}

size_t ways_of(const struct raw_case *c, size_t count, bool pipelined, uint64_t seed,
               struct way ways[WAYS_MAX], struct arena *a)
{
    size_t n = 0;
    ways[n++] = (struct way){.words = "at once"};
    if (c->whole || count < 2)
        return n;
    ways[n++] = (struct way){.words = "octet by octet", .pieces = octet_by_octet(count, a)};
    uint64_t chance = mix_text(seed, c->id);
    for (int i = 0; i < WAYS_CUT; i++) {
        chance = chance_mix(chance);
        ways[n++] = cut_at(1 + (size_t)(chance % (count - 1)), a);
    }
    if (pipelined)
        ways[n++] = (struct way){.words = "behind a clean request", .led = true};
    return n;
}
