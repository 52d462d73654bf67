/* SPDX-License-Identifier: MIT */
/* Takes the meter into the candidate, and sums up over its process tree.
 */
#include "run/heap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "candidate/binary.h"
#include "candidate/profile.h"
#include "candidate/tree.h"
#include "heap/page.h"
#include "probes/anonymous.h"
#include "run/ground.h"
#include "run/player.h"

#define STILL_WITHIN CLOCK_S
#define LOOK_EVERY   (10 * CLOCK_MS)

enum { STILL_READINGS = 3, TREE_TRIES = 3 };

/* Beside assay in the source tree, or installed below the same prefix. */
const char *heap_library(const char *programs, struct arena *a)
{
    static const char *const places[] = {"libassay-heap.so", "../lib/assay/libassay-heap.so"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *path = arena_text(a, "%s/%s", programs, places[i]);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

const char *heap_library_trouble(const char *library)
{
    if (!library)
        return "libassay-heap.so is not beside assay (make builds it)";
    /* LD_PRELOAD is a list. */
    return strpbrk(library, " :") ? "a blank or colon in the path of libassay-heap.so" : NULL;
}

/* Somebody else's preloads stay, behind ours: one of them may be the allocator. */
static const char *other_preloads(const struct profile *profile)
{
    const char *others = getenv("LD_PRELOAD");
    for (size_t i = 0; i < profile->environment_count; i++) {
        if (strcmp(profile->environment[i].name, "LD_PRELOAD") == 0)
            others = profile->environment[i].value;
    }
    return others && *others ? others : NULL;
}

void heap_watch_open(struct heap_watch *w, const struct ground *ground,
                     const struct profile *profile, const char *program, const char *programs,
                     struct arena *a)
{
    struct failure why = {0};
    const char *library = heap_library(programs, a), *others = other_preloads(profile);
    const char *path = arena_text(a, "%s/heap-meter", ground->folder);
    *w = (struct heap_watch){.why_not = binary_refuses_library(program),
                             .hoards = binary_look(program).is_sanitized};
    if (!w->why_not)
        w->why_not = heap_library_trouble(library);
    if (!w->why_not && !heap_meter_open(&w->meter, path, &why))
        w->why_not = arena_copy(a, why.sentence, strlen(why.sentence));
    if (w->why_not)
        return;
    ground_hand_over(ground, path);
    w->environment[0] =
        arena_text(a, "LD_PRELOAD=%s%s%s", library, others ? ":" : "", others ? others : "");
    w->environment[1] = arena_text(a, HEAP_ENVIRONMENT "=%s", path);
}

void heap_watch_release(struct heap_watch *w)
{
    heap_meter_release(&w->meter);
}

bool heap_look(const struct heap_watch *w, const struct candidate *c, struct growth_reading *r,
               size_t *processes)
{
    struct tree *t = memory_get(sizeof *t);
    struct heap_count count = {0};
    uint64_t anonymous = 0;
    bool whole = true;
    candidate_tree(c, t);
    *r = (struct growth_reading){.metered = t->count > 0 && !w->why_not, .readable = t->count > 0};
    *processes = t->count;
    for (size_t i = 0; i < t->count; i++) {
        r->metered = r->metered && heap_meter_add(&w->meter, t->items[i].pid, &count);
        r->readable &= anonymous_add(t->items[i].pid, &anonymous);
        whole &= tree_has(t->items[i].pid, t->items[i].started);
    }
    memory_drop(t);
    r->at = clock_now();
    r->blocks = count.live;
    r->octets = count.live_octets;
    r->anonymous = (int64_t)anonymous;
    return whole;
}

static bool read_once(const struct player *p, struct growth_reading *r, size_t *processes)
{
    bool whole = heap_look(p->heap, p->candidate, r, processes);
    r->answers = p->answers;
    return whole;
}

/* A process that is still leaving has given back some of what its parent took, and hides what that
 * kept: a tree that is larger than usual is given time. If it stays so, that is usual from then on.
 */
struct growth_reading heap_read(struct player *p)
{
    struct growth_reading now, last = {0};
    size_t *usual = &p->heap->processes, processes = 0;
    int same = 0;
    int64_t deadline = play_deadline(p, 0, STILL_WITHIN);
    for (;;) {
        for (int i = 0; i < TREE_TRIES && !read_once(p, &now, &processes); i++)
            continue;
        bool whole = *usual == 0 || processes <= *usual;
        bool still = now.blocks == last.blocks && now.octets == last.octets && whole;
        same = still ? same + 1 : 1;
        last = now;
        if (same >= STILL_READINGS || clock_now() >= deadline ||
            fd_wait(-1, 0, clock_now() + LOOK_EVERY) == FD_INTERRUPTED)
            break;
    }
    *usual = processes > *usual ? processes : *usual;
    return now;
}
