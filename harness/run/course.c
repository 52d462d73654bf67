/* SPDX-License-Identifier: MIT */
/* Points go into the arena of the run, into room that was made when the course began.
 */
#include "run/course.h"

#include <string.h>

#include "run/tree_usage.h"

void course_begin(struct player *p, const struct step *s, size_t room)
{
    struct scenario_result *r = p->result;
    p->course_room = 0;
    if (p->silent || p->mode != MODE_NATIVE)
        return;
    if (r->course_count == r->course_room)
        r->courses =
            arena_grow(p->arena, r->courses, r->course_count, &r->course_room, sizeof *r->courses);
    p->course = arena_zero(p->arena, room, sizeof *p->course);
    p->course_room = room;
    r->courses[r->course_count++] = (struct course_figures){
        .step = s->name, .step_number = p->step_number, .points = p->course};
}

void course_note(struct player *p, const struct course_point *point)
{
    if (p->course_room == 0)
        return;
    struct course_figures *c = &p->result->courses[p->result->course_count - 1];
    p->course[c->count++] = *point;
    p->course_room--;
}

void course_look(struct player *p, uint64_t cycles)
{
    struct growth_reading memory;
    size_t processes = 0;
    if (p->course_room == 0 || !candidate_is_known(p->candidate))
        return;
    (void)!heap_look(p->heap, p->candidate, &memory, &processes);
    struct tree *t = memory_get(sizeof *t);
    candidate_tree(p->candidate, t);
    const struct usage u = tree_usage(t);
    memory_drop(t);
    course_note(p, &(struct course_point){.cycles = cycles,
                                          .live = memory.metered ? memory.octets : -1,
                                          .anonymous = memory.readable ? memory.anonymous : -1,
                                          .descriptors = (int64_t)u.descriptors});
}

void course_held(struct player *p, const struct fd_ledger *before, const struct fd_ledger *after)
{
    struct held_kind kinds[FD_KIND_COUNT] = {0}, *held;
    size_t used = 0;
    for (size_t i = 0; i < before->count; i++)
        kinds[before->rows[i].kind].before++;
    for (size_t i = 0; i < after->count; i++)
        kinds[after->rows[i].kind].after++;
    held = arena_zero(p->arena, FD_KIND_COUNT, sizeof *held);
    for (int i = 0; i < FD_KIND_COUNT; i++) {
        if (kinds[i].before || kinds[i].after)
            held[used++] =
                (struct held_kind){fds_kind_name((enum fd_kind)i), kinds[i].before, kinds[i].after};
    }
    p->result->held = held;
    p->result->held_count = used;
}
