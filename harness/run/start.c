/* SPDX-License-Identifier: MIT */
/* Launch, then ask until answered: raced against the candidate's death and a deadline. Every
 * failure says what was seen of the candidate, because that is all its author has to go on.
 */
#include "run/start.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/listeners.h"
#include "run/running.h"
#include "wire/raw.h"

#define PATIENCE_MOST   (60 * CLOCK_S)
#define TRY_AT_LEAST    (50 * CLOCK_MS) /* a shorter one would only say that it was short */
#define ASK_AGAIN       (100 * CLOCK_MS)
#define ELSEWHERE_AFTER (2 * CLOCK_S) /* so long it may listen on other ports before ours */

enum {
    WORDS_FIRST = 2,          /* lines of output in a message: what is wrong with an option is */
    WORDS_LAST = 12,          /* often said before all options are explained */
    WORD_COLUMNS = 160,       /* of each */
    FILLED_MAX = 1024 * 1024, /* octets of a template once filled in */
    ABOUT_USER = 3            /* variables that say who one is */
};

/* A template of the candidate file or command line on this ground. */
static const char *fill(const char *text, const struct start_order *o, const struct ground *g,
                        struct arena *a)
{
    struct bytes out;
    bytes_init(&out, FILLED_MAX);
    const struct profile_values values = {.port = arena_text(a, "%d", g->server.port),
                                          .docroot = g->docroot,
                                          .workdir = g->folder,
                                          .bindir = o->programs,
                                          .filedir = o->profile->folder};
    profile_expand(&out, text, &values);
    const char *filled = arena_copy(a, out.data, out.length);
    bytes_release(&out);
    return filled;
}

static const char *const *fill_command(const struct start_order *o, const struct ground *g,
                                       struct arena *a)
{
    size_t count = 0;
    while (o->argv[count])
        count++;
    const char **filled = arena_zero(a, count + 1, sizeof *filled);
    for (size_t i = 0; i < count; i++)
        filled[i] = fill(o->argv[i], o, g, a);
    return filled;
}

static bool is_set(const char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; environment[i]; i++) {
        if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
            return true;
    }
    return false;
}

/* What login(1) would set, unless the candidate file says otherwise. */
static size_t add_user(const char **environment, size_t count, const struct user *user,
                       struct arena *a)
{
    const char *const about[ABOUT_USER][2] = {
        {"USER", user->name}, {"LOGNAME", user->name}, {"HOME", user->home}};
    for (size_t i = 0; i < ABOUT_USER; i++) {
        if (!is_set(environment, about[i][0]))
            environment[count++] = arena_text(a, "%s=%s", about[i][0], about[i][1]);
    }
    return count;
}

static const char *const *fill_environment(const struct start_order *o, const struct ground *g,
                                           struct arena *a)
{
    const struct profile *p = o->profile;
    size_t instruments = 0, count = 0;
    while (o->instruments[instruments])
        instruments++;
    size_t most = p->environment_count + instruments + ABOUT_USER + 1;
    const char **filled = arena_zero(a, most, sizeof *filled);
    for (size_t i = 0; i < p->environment_count; i++) {
        const struct profile_setting *v = &p->environment[i];
        if (!is_set(o->instruments, v->name))
            filled[count++] = arena_text(a, "%s=%s", v->name, fill(v->value, o, g, a));
    }
    if (o->user)
        count = add_user(filled, count, o->user, a);
    memcpy(filled + count, o->instruments, instruments * sizeof *filled);
    return filled;
}

static void show_line(struct bytes *out, const char *line, size_t length)
{
    bool cut = length > WORD_COLUMNS;
    bytes_text(out, "\n    ");
    for (size_t i = 0; i < (cut ? WORD_COLUMNS : length); i++)
        bytes_visible(out, line[i]);
    if (cut)
        bytes_text(out, "...");
}

static unsigned lines_of(const char *text)
{
    unsigned lines = 1;
    while ((text = strchr(text, '\n')))
        text++, lines++;
    return lines;
}

/* What was forgotten of the beginning of a flood does not count as its first lines. */
static void show_words(struct bytes *out, const char *stream, const char *text)
{
    unsigned first = strlen(text) < OUTPUT_TAIL ? WORDS_FIRST : 0, lines = lines_of(text);
    bool cut = lines > first + WORDS_LAST;
    bytes_format(out, "\n  its %s:", stream);
    for (unsigned i = 0; i < lines; i++, text += strcspn(text, "\n") + 1) {
        if (!cut || i < first || i >= lines - WORDS_LAST)
            show_line(out, text, strcspn(text, "\n"));
        else if (i == first)
            bytes_text(out, "\n    ...");
    }
}

/* How it was started and what it wrote, indented, behind a sentence about the candidate. */
static void add_circumstances(struct failure *why, struct candidate *c, const char *const *argv,
                              struct arena *a)
{
    static const char *const names[] = {[OUTPUT_STDOUT] = "stdout", [OUTPUT_STDERR] = "stderr"};
    const char *command = *argv;
    struct bytes out;
    bool silent = true;
    while (*++argv)
        command = arena_text(a, "%s %s", command, *argv);
    bytes_init(&out, sizeof why->sentence - strlen(why->sentence) - 1);
    bytes_text(&out, "\n  started as:");
    show_line(&out, command, strlen(command));
    output_settle(c->output);
    for (int stream = OUTPUT_COUNT - 1; stream >= 0; stream--) {
        const char *text = output_tail(c->output, (enum output_stream)stream, UINT_MAX, a);
        if (*text)
            show_words(&out, names[stream], text);
        silent &= !*text;
    }
    if (silent)
        bytes_text(&out, "\n  it wrote nothing on stdout or stderr");
    memcpy(why->sentence + strlen(why->sentence), out.data, out.length + 1);
    bytes_release(&out);
}

/* One try; true if the head of an HTTP response came. Whether the rest is right is for scenarios to
 * judge: a server that gets a length wrong is ready, and wrong. */
static bool answers(const struct start_order *o, const struct ground *g, int64_t deadline,
                    enum connect_outcome *connect, char *problem, size_t size)
{
    struct exchange x;
    struct raw raw;
    struct arena scratch;
    arena_init(&scratch);
    exchange_init(&x, false);
    *connect = raw_open(&raw, &g->server, deadline);
    if (*connect == CONNECT_ACCEPTED) {
        const char *request =
            arena_text(&scratch,
                       "GET %s HTTP/1.1\r\nHost: %s\r\n"
                       "User-Agent: assay/" ASSAY_VERSION "\r\nConnection: close\r\n\r\n",
                       o->profile->ready_path, g->server.authority);
        int64_t started = clock_now();
        (void)!raw_send(&raw, request, strlen(request), deadline);
        raw_receive(&raw, &x, started, deadline);
        raw_close(&raw);
    }
    bool answered = x.answered || x.reply.status >= 200;
    snprintf(problem, size, "%.*s", (int)size - 1, x.problem);
    exchange_release(&x);
    arena_release(&scratch);
    return answered;
}

static bool left_something(void)
{
    struct tree *t = memory_get(sizeof *t);
    tree_read(t);
    bool left = t->count > 0;
    memory_drop(t);
    return left;
}

static bool report_exit(const struct candidate *c, struct failure *why)
{
    if (c->exit_code == 0 && left_something())
        return failure_set(why, FAILURE_CANDIDATE,
                           "the candidate went to the background (it exited with status 0 and left "
                           "processes); give it the option that keeps it in the foreground");
    if (c->exit_code > 128)
        return failure_set(why, FAILURE_CANDIDATE,
                           "the candidate was ended by signal %d (%s) before it answered a request",
                           c->exit_code - 128, strsignal(c->exit_code - 128));
    return failure_set(why, FAILURE_CANDIDATE,
                       "the candidate exited with status %d before it answered a request",
                       c->exit_code);
}

static bool report_elsewhere(const struct listeners *l, struct failure *why)
{
    return failure_set(why, FAILURE_CANDIDATE,
                       "the candidate listens on %s, not on port %d that it was given; put {port} "
                       "where its command line takes the port",
                       l->elsewhere, l->port);
}

static bool report_silence(const struct listeners *l, const char *problem, double seconds,
                           struct failure *why)
{
    if (l->ours || !l->readable)
        return failure_set(why, FAILURE_CANDIDATE,
                           "the candidate listens on port %d but answered no request in %.3g s "
                           "(%s)",
                           l->port, seconds, *problem ? problem : "no reason seen");
    if (l->elsewhere)
        return report_elsewhere(l, why);
    return failure_set(why, FAILURE_CANDIDATE,
                       "the candidate runs but listened on no port in %.3g s; it was to listen on "
                       "port %d",
                       seconds, l->port);
}

/* It might have been ready a moment later. */
static bool report_time(struct failure *why)
{
    return failure_set(why, FAILURE_TIME,
                       "the time of the run (--max-time) was up while the candidate started");
}

/* An answer came. Was it the candidate's? */
static bool check_owner(const struct candidate *c, const struct ground *g, struct arena *a,
                        struct failure *why)
{
    struct listeners l = listeners_find(c, g->server.port, a);
    if (l.ours || !l.readable)
        return true;
    return failure_set(why, FAILURE_HARNESS,
                       "port %d is answered by a process that the candidate did not start",
                       g->server.port);
}

static bool await_answer(struct candidate *c, const struct start_order *o, const struct ground *g,
                         struct arena *a, struct failure *why)
{
    int64_t begun = clock_now(), pause = 2 * CLOCK_MS, patience = CLOCK_S;
    double span = (double)o->profile->ready_within * o->scale;
    int64_t deadline = begun + (int64_t)span;
    char problem[200] = "";
    enum connect_outcome connect;
    if (deadline > o->deadline)
        deadline = o->deadline;
    while (clock_now() + TRY_AT_LEAST < deadline) {
        int64_t limit = clock_now() + patience < deadline ? clock_now() + patience : deadline;
        bool answered = answers(o, g, limit, &connect, problem, sizeof problem);
        if (answered && candidate_wait(c, 0))
            return report_exit(c, why); /* whoever it was that answered */
        if (answered)
            return check_owner(c, g, a, why);
        if (connect == CONNECT_ACCEPTED && patience < PATIENCE_MOST)
            patience *= 2;
        if (candidate_wait(c, clock_now() + pause))
            return report_exit(c, why);
        if (interrupt_signal())
            return failure_set(why, FAILURE_HARNESS, "interrupted while the candidate started");
        if (connect == CONNECT_REFUSED && clock_now() - begun > ELSEWHERE_AFTER) {
            struct listeners l = listeners_find(c, g->server.port, a);
            if (l.elsewhere && !l.ours)
                return report_elsewhere(&l, why);
        }
        pause = pause * 2 < 100 * CLOCK_MS ? pause * 2 : 100 * CLOCK_MS;
    }
    if (deadline == o->deadline)
        return report_time(why);
    struct listeners l = listeners_find(c, g->server.port, a);
    return report_silence(&l, problem, (double)(clock_now() - begun) / 1e9, why);
}

bool start(struct candidate *c, const struct start_order *order, const struct ground *ground,
           struct arena *a, struct failure *why)
{
    const struct profile *profile = order->profile;
    *c = (struct candidate){.pidfd = -1};
    for (size_t i = 0; i < profile->file_count; i++) {
        const char *content = fill(profile->files[i].content, order, ground, a);
        if (!ground_write(ground, profile->files[i].path, content, why))
            return false;
    }
    const struct launch launch = {.program = order->program,
                                  .argv = fill_command(order, ground, a),
                                  .environment = fill_environment(order, ground, a),
                                  .folder = ground->docroot,
                                  .user = order->user};
    bool ready = candidate_start(c, &launch, why) && await_answer(c, order, ground, a, why);
    if (!ready && why->code == FAILURE_CANDIDATE)
        add_circumstances(why, c, launch.argv, a);
    return ready;
}

/* What becomes of a server that runs already is not ours to see: no last words, no exit status. */
static bool await_running(struct candidate *c, const struct start_order *o, const struct ground *g,
                          const char *url, struct failure *why)
{
    char problem[200] = "";
    enum connect_outcome connect;
    double span = (double)o->profile->ready_within * o->scale;
    int64_t begun = clock_now(), deadline = begun + (int64_t)span;
    deadline = deadline < o->deadline ? deadline : o->deadline;
    do {
        if (candidate_wait(c, 0))
            return failure_set(why, FAILURE_CANDIDATE, "process %d, of --pid, has ended", c->pid);
        if (answers(o, g, deadline, &connect, problem, sizeof problem))
            return true;
        if (interrupt_signal())
            return failure_set(why, FAILURE_HARNESS, "interrupted while the server was asked");
        if (connect == CONNECT_REFUSED)
            return failure_set(why, FAILURE_CANDIDATE,
                               "nobody listens at %s: the connection is refused", url);
        clock_wait(clock_now() + ASK_AGAIN);
    } while (clock_now() + TRY_AT_LEAST < deadline);
    if (deadline == o->deadline)
        return report_time(why);
    return failure_set(why, FAILURE_CANDIDATE, "%s answered no request in %.3g s (%s)", url,
                       (double)(clock_now() - begun) / 1e9,
                       *problem                      ? problem
                       : connect == CONNECT_ACCEPTED ? "no reason seen"
                                                     : "no connection could be opened");
}

bool start_watching(struct candidate *c, const struct running *r, const struct start_order *order,
                    const struct ground *ground, struct failure *why)
{
    candidate_watch(c, r->pid, r->started);
    return await_running(c, order, ground, r->url, why);
}
