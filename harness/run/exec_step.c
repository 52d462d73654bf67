/* SPDX-License-Identifier: MIT */
/* `exec:`: a program that runs beside the candidate, in its network, and is gone afterwards with
 * all of its session, so that no audit mistakes it for the candidate's.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/player.h"
#include "run/start.h"

#define EXEC_USUALLY (10 * CLOCK_S)
#define LOOK_EVERY   (100 * CLOCK_MS)

enum { LINES = 10000, LINES_SHOWN = 10 }; /* of stdout; of stderr as evidence */

/* The arguments with their variables filled in, ended by NULL; NULL with the step recorded. */
static const char *const *fill(struct player *p, const struct step *s)
{
    char missing[128] = "";
    const struct name_list *words = &s->command;
    const char **argv = arena_zero(p->arena, words->count + 1, sizeof *argv);
    for (size_t i = 0; i < words->count; i++) {
        argv[i] = expand(p, words->items[i], strlen(words->items[i]), NULL, p->arena, missing,
                         sizeof missing);
        if (!argv[i]) {
            record_uncaptured(p, s, missing);
            return NULL;
        }
    }
    return argv;
}

/* What it was and what it said, where a response would be. */
static void describe(struct player *p, const char *const *argv, struct candidate *c,
                     struct exchange *x)
{
    output_settle(c->output);
    const char *out = output_tail(c->output, OUTPUT_STDOUT, LINES, p->arena);
    const char *err = output_tail(c->output, OUTPUT_STDERR, LINES_SHOWN, p->arena);
    for (size_t i = 0; argv[i]; i++)
        bytes_format(&x->sent, "%s%s", i ? " " : "", argv[i]);
    bytes_format(&x->received, "%s%s%s", out, *out ? "\n" : "", err);
    bytes_text(&x->reply.body, out);
    x->answered = c->ended;
    if (!c->ended)
        exchange_problem(x, "%.100s was still running after %.1f s", x->sent.data,
                         (double)x->elapsed / 1e9);
}

/* What it left in its session. */
static void end_session(pid_t session)
{
    struct tree *t = memory_get(sizeof *t);
    tree_read(t);
    for (size_t i = 0; i < t->count; i++) {
        if (getsid(t->items[i].pid) == session)
            kill(t->items[i].pid, SIGKILL);
    }
    memory_drop(t);
}

static void run(struct player *p, const struct step *s, const char *program,
                const char *const *argv)
{
    struct candidate c = {.pidfd = -1};
    struct failure why = {0};
    struct exchange x;
    const struct launch launch = {.program = program,
                                  .argv = argv,
                                  .folder = p->ground->folder,
                                  .user = p->order ? p->order->user : NULL,
                                  .beside = true};
    int64_t begun = clock_now(), deadline = play_deadline(p, s->within, EXEC_USUALLY);
    if (!candidate_start(&c, &launch, &why)) {
        record_skipped(p, s, arena_text(p->arena, "%s", why.sentence));
        return;
    }
    while (!candidate_wait(&c, clock_now() + LOOK_EVERY) && clock_now() < deadline &&
           !interrupt_signal())
        continue;
    exchange_init(&x, false);
    x.elapsed = clock_now() - begun;
    describe(p, argv, &c, &x);
    p->exec_code = c.ended ? c.exit_code : -1;
    end_session(c.pid);
    candidate_kill(&c);
    record_step(p, s, &x, NULL);
    exchange_release(&x);
}

void play_exec(struct player *p, const struct step *s)
{
    struct failure why = {0};
    const char *const *argv = fill(p, s);
    const char *program = argv ? candidate_find_program(argv[0], p->arena, &why) : NULL;
    if (program)
        run(p, s, program, argv);
    else if (argv)
        record_skipped(p, s, arena_text(p->arena, "'%s' cannot be found or run here", argv[0]));
}
