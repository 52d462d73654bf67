/* SPDX-License-Identifier: MIT */
/* A table of symptoms, one for each kind that one input can show. */
#include "hunt/trial.h"

#include "base/interrupt.h"

#define DEATH_SHOWS (20 * CLOCK_MS) /* between a closed connection and the end of a process */
#define DEAF_AFTER  (2 * CLOCK_S)
#define SILENCE     (200 * CLOCK_MS)

static bool shows_crash(struct trial *t, const struct look *look)
{
    bool odd = look->answers == 0 || look->end != LOOK_CLOSED;
    return life_look(t->life, odd ? clock_now() + DEATH_SHOWS : 0) != LIFE_WELL;
}

static bool shows_deaf(struct trial *t, const struct look *look)
{
    (void)look;
    return !life_answers(t->life, DEAF_AFTER);
}

static bool shows_report(struct trial *t, const struct look *look)
{
    (void)look;
    return life_reports(t->life);
}

static bool shows_hung(struct trial *t, const struct look *look)
{
    (void)t;
    return look_is_mute(look);
}

static bool shows_malformed(struct trial *t, const struct look *look)
{
    (void)t;
    return look->malformed;
}

static bool shows_too_many(struct trial *t, const struct look *look)
{
    (void)t;
    return look->too_many;
}

static bool (*const symptoms[HUNT_KIND_COUNT])(struct trial *, const struct look *) = {
    [HUNT_CRASH] = shows_crash,         [HUNT_DEAF] = shows_deaf,
    [HUNT_HUNG] = shows_hung,           [HUNT_SANITIZER] = shows_report,
    [HUNT_MALFORMED] = shows_malformed, [HUNT_TOO_MANY] = shows_too_many,
};

bool trial_shows(struct trial *t, const struct look *look)
{
    return symptoms[t->kind] && symptoms[t->kind](t, look);
}

bool trial_is_over(const struct trial *t)
{
    return !t->life->begun || interrupt_signal() || clock_now() >= t->deadline;
}

size_t trial_play(struct trial *t, const struct span *inputs, size_t count)
{
    const struct shots_order order = {.to = &t->life->ground.server,
                                      .silence = t->kind == HUNT_HUNG ? t->patience : SILENCE,
                                      .at_once = 1};
    for (size_t i = 0; i < count && !trial_is_over(t); i++) {
        struct look look;
        shots_fire(&order, &inputs[i], 1, &look);
        if (interrupt_signal())
            break;
        if (trial_shows(t, &look))
            return i;
    }
    return count;
}

size_t trial_play_afresh(struct trial *t, const struct span *inputs, size_t count)
{
    t->starts++;
    return life_renew(t->life) ? trial_play(t, inputs, count) : count;
}
