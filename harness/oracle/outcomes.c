/* SPDX-License-Identifier: MIT */
/* Counting and order decide first, then the status, then what became of the connection. */
#include "oracle/outcomes.h"

#include <stdio.h>

/* The statuses by which a server says that it does not take a request (4xx), or parts of it. */
static bool is_refusal(int status)
{
    return (status >= 400 && status < 500) || status == 501 || status == 505;
}

/* Those that a server may send once it chokes on what follows an answer it has already given. */
static bool is_choking(int status)
{
    static const int statuses[] = {400, 408, 411, 413, 414, 431, 505};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (status == statuses[i])
            return true;
    }
    return false;
}

static enum outcome by_status(int status, bool kept)
{
    if (status < 400)
        return kept ? OUTCOME_ACCEPTED : OUTCOME_EARLY;
    if (!is_refusal(status))
        return OUTCOME_FAILED;
    return kept ? OUTCOME_DECLINED : OUTCOME_REFUSED;
}

/* `own`: replies that are neither the lead's nor the follow-up's. */
static enum outcome by_count(const struct volley_seen *seen, unsigned own)
{
    if (own > seen->requests) {
        bool choked = own == seen->requests + 1 && is_choking(seen->status);
        return choked && seen->closed && !seen->follow_up ? OUTCOME_EARLY : OUTCOME_SMUGGLED;
    }
    if (seen->follow_up && own < seen->requests)
        return OUTCOME_IGNORED;
    if (!seen->follow_up && !seen->closed)
        return OUTCOME_HUNG;
    if (own == 0)
        return seen->reset ? OUTCOME_RESET : OUTCOME_REFUSED;
    return by_status(seen->status, seen->follow_up);
}

struct outcome_seen outcome_of(const struct volley_seen *seen)
{
    unsigned own = seen->replies - (unsigned)seen->lead - (unsigned)seen->follow_up;
    struct outcome_seen o = {.status = own ? seen->status : 0,
                             .replies = own,
                             .requests = seen->requests,
                             .closed = seen->closed && !seen->follow_up};
    if (seen->crashed)
        o.outcome = OUTCOME_CRASHED;
    else if (seen->mixed_up)
        o.outcome = OUTCOME_SMUGGLED;
    else if (seen->garbled)
        o.outcome = OUTCOME_GARBLED;
    else
        o.outcome = by_count(seen, own);
    return o;
}

static const char *plural(unsigned n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

void outcome_text(char out[OUTCOME_TEXT_MAX], const struct outcome_seen *o)
{
    static const char *const words[OUTCOME_COUNT] = {
        [OUTCOME_REFUSED] = "refused",   [OUTCOME_EARLY] = "answered early",
        [OUTCOME_ACCEPTED] = "accepted", [OUTCOME_DECLINED] = "declined",
        [OUTCOME_FAILED] = "failed",     [OUTCOME_IGNORED] = "ignored",
        [OUTCOME_HUNG] = "hung",         [OUTCOME_RESET] = "reset without a reply",
        [OUTCOME_CRASHED] = "crashed",   [OUTCOME_SMUGGLED] = "smuggled",
        [OUTCOME_GARBLED] = "garbled",
    };
    const char *word = words[o->outcome];
    if (o->outcome == OUTCOME_RESET || o->outcome == OUTCOME_CRASHED)
        snprintf(out, OUTCOME_TEXT_MAX, "%s", word);
    else if (o->outcome == OUTCOME_GARBLED)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: what came is no HTTP response", word);
    else if (o->outcome == OUTCOME_SMUGGLED && o->replies <= o->requests)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: the reply to another request", word);
    else if (o->outcome == OUTCOME_SMUGGLED || o->outcome == OUTCOME_IGNORED)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: %u %s to %u %s", word, o->replies,
                 plural(o->replies, "reply", "replies"), o->requests,
                 plural(o->requests, "request", "requests"));
    else if (o->outcome == OUTCOME_HUNG && o->status)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: %d, then neither a reply nor a close", word,
                 o->status);
    else if (o->outcome == OUTCOME_HUNG)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: neither a reply nor a close", word);
    else if (o->status == 0)
        snprintf(out, OUTCOME_TEXT_MAX, "%s: closed without a reply", word);
    else
        snprintf(out, OUTCOME_TEXT_MAX, "%s: %d, then %s", word, o->status,
                 o->closed ? "closed" : "kept");
}

/* It ended in a status that may be compared with one. */
static bool has_settled(const struct outcome_seen *o)
{
    return o->outcome <= OUTCOME_FAILED && o->status != 0 && o->replies == o->requests;
}

static bool is_status_term(const struct outcome_seen *o, const struct outcome_term *t)
{
    return has_settled(o) && o->status >= t->low && o->status <= t->high &&
           (t->fate == FATE_ANY || o->closed == (t->fate == FATE_CLOSE));
}

static bool is_term(const struct outcome_seen *o, const struct outcome_term *t)
{
    if (t->is_status)
        return is_status_term(o, t);
    if (t->outcome == OUTCOME_ACCEPTED && o->outcome == OUTCOME_EARLY)
        return o->replies == o->requests;
    if (t->outcome == OUTCOME_REFUSED && o->outcome == OUTCOME_RESET)
        return true;
    return t->outcome == o->outcome;
}

bool outcome_is_among(const struct outcome_seen *o, const struct outcome_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_term(o, &terms[i]))
            return true;
    }
    return false;
}

static bool allows_early(const struct outcome_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!terms[i].is_status && terms[i].outcome == OUTCOME_EARLY)
            return true;
    }
    return false;
}

/* What counts as the same thing. */
enum side { SIDE_TAKEN, SIDE_REFUSED, SIDE_OTHER };

static enum side side_of(const struct outcome_seen *o, bool early_is_right)
{
    switch (o->outcome) {
    case OUTCOME_ACCEPTED: return SIDE_TAKEN;
    case OUTCOME_EARLY: return early_is_right ? SIDE_REFUSED : SIDE_TAKEN;
    case OUTCOME_REFUSED:
    case OUTCOME_RESET: return SIDE_REFUSED;
    default: return SIDE_OTHER;
    }
}

bool outcome_moved(const struct outcome_seen *a, const struct outcome_seen *b,
                   const struct outcome_term *terms, size_t count)
{
    bool early = allows_early(terms, count);
    enum side one = side_of(a, early), other = side_of(b, early);
    if (one != SIDE_OTHER && one == other)
        return false;
    return a->outcome != b->outcome;
}

enum verdict outcome_miss(const struct outcome_seen *o, enum level level, bool contested)
{
    static const enum verdict verdicts[LEVEL_COUNT] = {
        [LEVEL_MUST] = VERDICT_FAIL,
        [LEVEL_SHOULD] = VERDICT_WARN,
        [LEVEL_MAY] = VERDICT_PASS,
    };
    if (o->outcome == OUTCOME_CRASHED)
        return VERDICT_FAIL;
    enum verdict verdict = o->outcome == OUTCOME_SMUGGLED ? VERDICT_FAIL : verdicts[level];
    return contested && verdict == VERDICT_FAIL ? VERDICT_WARN : verdict;
}
