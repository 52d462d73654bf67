/* SPDX-License-Identifier: MIT */
/* run/turns: what comes back from other processes, what does not, and who is played beside whom.
 */
#include "tests/suites.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "run/turns.h"

enum { TURNS = 6, ROOM = 1 << 20 };

/* In shared memory: who is on, and what was seen. */
struct scene {
    struct turn turns[TURNS];
    struct scenario_result results[TURNS];
    _Atomic unsigned on, loads_on, most, most_loads, beside_timed;
    char deaths[TURNS][80];
    unsigned order[TURNS], ended, heartbeats, together;
};

static const struct step quiet_steps[] = {{.action = ACTION_REQUEST}};
static const struct step inner[] = {{.action = ACTION_CHURN}};
static const struct step load_steps[] = {
    {.action = ACTION_REPEAT, .steps = inner, .step_count = 1}};
static const struct scenario quiet = {.id = "quiet", .steps = quiet_steps, .step_count = 1};
static const struct scenario load = {.id = "load", .steps = load_steps, .step_count = 1};

static bool begin(void *context, struct turn *t)
{
    const struct scene *s = context;
    return t != &s->turns[TURNS - 1]; /* the last one is not to be played */
}

static void note_most(_Atomic unsigned *most, unsigned now)
{
    unsigned before = *most;
    while (now > before && !atomic_compare_exchange_weak(most, &before, now))
        continue;
}

/* Who may be on beside us, on a slow host, too. */
static void await_others(const struct scene *s)
{
    int64_t deadline = clock_now() + 5 * CLOCK_S;
    while (s->most < s->together && clock_now() < deadline)
        clock_wait(clock_now() + CLOCK_MS);
}

static void play(void *context, struct turn *t, struct arena *arena)
{
    struct scene *s = context;
    bool loads = t->scenario == &load, timed = loads && t->mode == MODE_NATIVE;
    note_most(&s->most, atomic_fetch_add(&s->on, 1) + 1);
    note_most(&s->most_loads, atomic_fetch_add(&s->loads_on, loads) + loads);
    s->beside_timed += timed && s->on > 1;
    await_others(s);
    clock_wait(clock_now() + 50 * CLOCK_MS);
    s->beside_timed += timed && s->on > 1;
    t->result->reason = arena_text(arena, "played by %d", getpid());
    s->on--;
    s->loads_on -= loads;
    if (t == &s->turns[2])
        raise(SIGKILL);
    if (t == &s->turns[3])
        kill(getpid(), SIGSTOP); /* as a candidate may do to its judge */
}

static void end(void *context, struct turn *t, const char *death)
{
    struct scene *s = context;
    size_t which = (size_t)(t - s->turns);
    snprintf(s->deaths[which], sizeof s->deaths[which], "%s", death ? death : "");
    s->order[s->ended++] = (unsigned)which;
}

static void alive(void *context, const struct turn *t, int64_t since)
{
    struct scene *s = context;
    (void)t;
    s->heartbeats += since > 0;
}

/* Two loads under memcheck, one native, three quiet ones. */
static struct scene *enact(struct arena *board, struct arena *arenas, unsigned at_once,
                           unsigned together)
{
    static const enum mode modes[TURNS] = {MODE_MEMCHECK, MODE_MEMCHECK, MODE_NATIVE,
                                           MODE_NATIVE,   MODE_NATIVE,   MODE_NATIVE};
    arena_share(board, ROOM);
    for (unsigned i = 0; i < at_once; i++)
        arena_share(&arenas[i], ROOM);
    struct scene *s = arena_zero(board, 1, sizeof *s);
    s->together = together;
    for (size_t i = 0; i < TURNS; i++) {
        const struct scenario *which = i == 0 || i == 1 || i == 4 ? &load : &quiet;
        s->turns[i] = (struct turn){.scenario = which, .mode = modes[i], .result = &s->results[i]};
    }
    const struct turn_host host = {
        .begin = begin, .play = play, .end = end, .alive = alive, .heartbeat = 1, .context = s};
    turns_play(s->turns, TURNS, arenas, at_once, &host);
    return s;
}

static void release(struct arena *board, struct arena *arenas, unsigned at_once)
{
    for (unsigned i = 0; i < at_once; i++)
        arena_release(&arenas[i]);
    arena_release(board);
}

static void test_one_after_the_other(void)
{
    struct arena board, arenas[1];
    const struct scene *s = enact(&board, arenas, 1, 1);
    CU_ASSERT_EQUAL(s->ended, TURNS);
    for (unsigned i = 0; i < TURNS; i++)
        CU_ASSERT_EQUAL(s->order[i], i);
    CU_ASSERT_EQUAL(s->most, 1);
    CU_ASSERT_TRUE(s->heartbeats > 0);
    for (unsigned i = 0; i < TURNS - 1; i++)
        CU_ASSERT(s->results[i].reason && strncmp(s->results[i].reason, "played by ", 10) == 0);
    CU_ASSERT_PTR_NULL(s->results[TURNS - 1].reason);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->deaths[2], "signal 9"));
    CU_ASSERT_STRING_EQUAL(s->deaths[3], "");
    release(&board, arenas, 1);
}

static void test_side_by_side(void)
{
    struct arena board, arenas[4];
    const struct scene *s = enact(&board, arenas, 4, 3);
    CU_ASSERT_EQUAL(s->ended, TURNS);
    CU_ASSERT_EQUAL(s->most, 3); /* a load under memcheck, and two quiet ones */
    CU_ASSERT_EQUAL(s->most_loads, 1);
    CU_ASSERT_EQUAL(s->beside_timed, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->deaths[2], "signal 9"));
    release(&board, arenas, 4);
}

CU_TestInfo turns_tests[] = {
    {"one after the other", test_one_after_the_other},
    {"side by side", test_side_by_side},
    CU_TEST_INFO_NULL,
};
