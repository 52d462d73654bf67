/* SPDX-License-Identifier: MIT */
/* Where back ends are, and what their replies mean to a chain. */
#include "handlers/chain.h"
#include "http/call.h"

#include <assert.h>
#include <stdlib.h>

static const struct place {
    const char *name, *variable; /* of the environment: http://IPV4:PORT */
} places[] = {
    [BACKEND_AUTH] = {"auth", "ASSAY_STUB_AUTH"},
    [BACKEND_FRIENDS] = {"friends", "ASSAY_STUB_FRIENDS"},
    [BACKEND_USERINFO] = {"userinfo", "ASSAY_STUB_USERINFO"},
    [BACKEND_CACHE_1] = {"cache-1", "ASSAY_STUB_CACHE_1"},
    [BACKEND_CACHE_2] = {"cache-2", "ASSAY_STUB_CACHE_2"},
    [BACKEND_CACHE_3] = {"cache-3", "ASSAY_STUB_CACHE_3"},
};

struct chain {
    struct call calls[LIMIT_CALLS];
    enum backend asked[LIMIT_CALLS];
};

/* That of this request, made at first; NULL: no memory. */
static struct chain *chain_of(struct exchange *x)
{
    if (x->calls == NULL) {
        struct chain *c = calloc(1, sizeof *c);
        request_hold_memory(&job_of(x)->tracked, c);
        x->calls = c != NULL ? c->calls : NULL;
    }
    return (struct chain *)(void *)x->calls; /* they are its first member */
}

/* A reply is yes, no, or that there is no such thing; any other makes no sense here. */
static unsigned status_of(const struct call *call)
{
    unsigned class = call->status / 100;
    if (class == 4 && call->status != 404)
        return 403;
    return class == 2 ? 200 : class == 4 ? 404 : 502;
}

struct outcome chain_ask(struct exchange *x, enum backend backend, struct span target)
{
    static const char scheme[] = "http://";
    struct chain *c = chain_of(x);
    const struct place *place = &places[backend];
    const char *url = getenv(place->variable);
    size_t i = 0;
    if (url == NULL || strncmp(url, scheme, sizeof scheme - 1) != 0)
        return (struct outcome){.status = 503, place->name, "the environment does not say where"};
    if (c == NULL)
        return (struct outcome){.status = 503, place->name, "there is no memory to ask it"};
    while (c->calls[i].state != CALL_NONE && c->asked[i] != backend)
        i++;
    assert(i < LIMIT_CALLS);
    if (c->calls[i].state == CALL_NONE) {
        c->asked[i] = backend;
        call_begin(&c->calls[i], url + sizeof scheme - 1, target, x->now);
    }
    const struct call *call = &c->calls[i];
    if (call->state != CALL_ENDED)
        return (struct outcome){.status = 0};
    return (struct outcome){.status = call->why != NULL ? call->status : status_of(call),
                            .who = place->name,
                            .why = call->why != NULL ? call->why : "this is what it replies",
                            .body = call->body};
}

struct outcome chain_both(struct outcome a, struct outcome b)
{
    bool decides = a.status != 0 && a.status != 200; /* it has failed, whatever the other does */
    return decides || b.status == 200 ? a : b;
}

enum handled chain_refuse(struct exchange *x, struct outcome o)
{
    char sentence[LIMIT_ANSWER_NOTE];
    if (o.status == 0)
        return HANDLED_CALLS;
    snprintf(sentence, sizeof sentence, "%s: %s", o.who, o.why);
    return refuse(x, o.status, sentence);
}
