/* SPDX-License-Identifier: MIT */
/* One reply after the other, each with a reader of its own. */
#include "hunt/look.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/chance.h"
#include "base/clock.h"
#include "mutation/message.h"
#include "wire/reply.h"

enum { ANSWERS_MAX = 256, ANSWERS_SIGNED = 4, CLASS_ANSWERS = 3 };

/* --- the signature -------------------------------------------------------------------------- */

static uint64_t stir(uint64_t hash, uint64_t value)
{
    return chance_mix(hash ^ (value * UINT64_C(0x100000001b3)));
}

static uint64_t hash_name(const char *name)
{
    uint64_t hash = 0;
    for (; *name; name++)
        hash = stir(hash, (unsigned char)tolower((unsigned char)*name));
    return hash;
}

/* The set of names, whatever their order. */
static uint64_t hash_names(const struct reply *r)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < r->field_count; i++)
        sum += hash_name(r->fields[i].name);
    return sum;
}

static void sign_answer(struct look *l, const struct reply *r)
{
    uint64_t shape = (uint64_t)r->framing * 4 + (uint64_t)r->persistent * 2 + (r->interim > 0);
    l->signature = stir(stir(stir(l->signature, (uint64_t)r->status), shape), hash_names(r));
}

static unsigned time_class(int64_t took)
{
    return took > CLOCK_S ? 2 : took > 100 * CLOCK_MS ? 1 : 0;
}

static void sign_end(struct look *l)
{
    uint64_t flags = (uint64_t)l->cut_short + 2 * (uint64_t)l->malformed;
    unsigned answers = l->answers < ANSWERS_SIGNED ? l->answers : ANSWERS_SIGNED;
    uint64_t ended =
        l->end == LOOK_SILENT ? 0 : time_class(l->took); /* silence lasts as we let it */
    l->signature = stir(stir(stir(l->signature, answers), (uint64_t)l->end), flags * 8 + ended);
}

/* --- reading -------------------------------------------------------------------------------- */

static bool holds(const struct span *s, const char *text)
{
    return s->length > 0 && memmem(s->octets, s->length, text, strlen(text)) != NULL;
}

/* One answer that begins at *at. */
static enum reply_state read_one(struct reply *r, const struct span *received, size_t *at,
                                 bool to_head, bool *cut)
{
    size_t used = 0;
    reply_init(r, to_head);
    enum reply_state state = reply_feed(r, received->octets + *at, received->length - *at, &used);
    *cut = state == REPLY_MORE;
    if (*cut)
        state = reply_eof(r);
    *at += used;
    return state;
}

static bool begins_with_head(const struct span *s, size_t at)
{
    return s->length - at >= 5 && memcmp(s->octets + at, "HTTP/", 5) == 0;
}

/* Which of the answers is one to HEAD is not known: where it does not fit as another, as that. */
static enum reply_state read_next(struct reply *r, const struct span *received, size_t *at,
                                  bool heads, bool *cut)
{
    size_t begun = *at;
    enum reply_state state = read_one(r, received, at, false, cut);
    bool fits = state == REPLY_DONE && (*at == received->length || begins_with_head(received, *at));
    if (fits || !heads)
        return state;
    reply_release(r);
    *at = begun;
    return read_one(r, received, at, true, cut);
}

/* No head where one should be: an old request is answered so, and behind the last answer it may be
 * content that the two sides count differently, which other scenarios judge. */
static bool is_explained(const struct look *l, const struct span *input, const struct span *left)
{
    return !begins_with_head(left, 0) &&
           (l->answers > 0 || message_is_bare(input->octets, input->length));
}

static void take_fault(struct look *l, const struct span *input, const struct span *left,
                       const char *problem, bool cut)
{
    l->cut_short = cut || l->end == LOOK_RESET;
    l->malformed = !l->cut_short && !is_explained(l, input, left);
    if (l->malformed)
        snprintf(l->problem, sizeof l->problem, "%s", problem);
}

static void read_all(struct look *l, const struct span *input, const struct span *received)
{
    bool heads = holds(input, "HEAD"), more = true;
    size_t at = 0;
    while (more && at < received->length && l->answers < ANSWERS_MAX) {
        struct reply r;
        bool cut = false;
        const struct span left = {received->octets + at, received->length - at};
        enum reply_state state = read_next(&r, received, &at, heads, &cut);
        more = state == REPLY_DONE;
        if (more) {
            l->answers++;
            l->status = r.status;
            if (l->answers <= ANSWERS_SIGNED)
                sign_answer(l, &r);
        } else {
            take_fault(l, input, &left, r.problem, cut);
        }
        reply_release(&r);
    }
}

void look_read(struct look *l, const struct span *input, const struct span *received,
               enum look_end end, int64_t took)
{
    *l = (struct look){.end = end, .took = took};
    if (holds(received, "HTTP/1.1 101 ")) /* what follows is no HTTP/1.1 any more */
        l->answers = 1;
    else
        read_all(l, input, received);
    unsigned most = message_requests_most(input->octets, input->length);
    l->too_many = !l->malformed && l->answers > most;
    if (l->too_many)
        snprintf(l->problem, sizeof l->problem, "%u answers to %u requests at the most", l->answers,
                 most);
    sign_end(l);
}

bool look_is_mute(const struct look *l)
{
    return l->end == LOOK_SILENT && l->answers == 0;
}

/* --- in words ------------------------------------------------------------------------------- */

/* By these a server says that it does not understand, or does not take, what it was sent. */
static bool is_refusal(int status)
{
    static const int statuses[] = {400, 408, 411, 413, 414, 417, 426, 431, 501, 505};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (status == statuses[i])
            return true;
    }
    return false;
}

unsigned look_class(const struct look *l)
{
    unsigned answers = l->answers < CLASS_ANSWERS ? l->answers : CLASS_ANSWERS;
    return answers * 2 + (answers > 0 && is_refusal(l->status));
}

const char *look_text(const struct look *l, struct arena *a)
{
    static const char *const ends[] = {[LOOK_CLOSED] = "closed",
                                       [LOOK_RESET] = "reset",
                                       [LOOK_SILENT] = "left open",
                                       [LOOK_REFUSED] = "no connection"};
    if (l->answers == 0)
        return arena_text(a, "no answer, %s", ends[l->end]);
    if (l->answers == 1)
        return arena_text(a, "%d, then %s", l->status, ends[l->end]);
    return arena_text(a, "%u answers, the last %d, then %s", l->answers, l->status, ends[l->end]);
}
